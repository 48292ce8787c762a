#pragma once

#include <string>
#include <string_view>

namespace vent {

// What connects a pod to its host, as the plugins read it. It is written on the host, by a shell script that knows the
// range and how much fits into a packet: both stand here as words of the shell.
std::string pod_conflist(std::string_view range, std::string_view mtu);

}  // namespace vent
