#pragma once

#include <string>
#include <string_view>

#include "metal/link_setting.h"

namespace vent::metal {

// How the router's kernel is told which packets are blocked and which make the detour through our tunnel device: by
// routing policy rules, three kinds at three preferences, so the first that matches decides:
//
//   1000  from A to B blackhole      blocked, also for packets that are on their way; holds when our process is gone
//   1001  iif links goto 32766       what comes back out of the tunnel takes the usual way and doesn't loop
//   1002  from A to B lookup 80217   delayed or lossy: that table leads into the tunnel; when the device is gone the
//                                    table is empty, and the kernel goes on with the usual way by itself
//
// Unrelated traffic matches none of them, whatever is changed. A strict reverse path filter is content too: it asks for
// the way back as seen from the device the packet goes out by, and so meets the same rules.
constexpr std::string_view kTunnelDevice = "links";

// The input for `ip -4 -batch` that turns the rules present (what `ip -4 rule show` prints) into those wanted. Rules
// that stay are not touched, new ones come before old ones go: at no moment does a blocked packet slip through.
// Empty when nothing has to change.
std::string rule_changes(std::string_view present, const LinkTable& wanted);

// The input for `ip -4 -batch` that makes a new tunnel device ready. Rules of an earlier run begin to lead into it.
std::string tunnel_commands();

}  // namespace vent::metal
