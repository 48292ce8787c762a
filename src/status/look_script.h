#pragma once

#include <string>
#include <vector>

#include "chapters/design.h"
#include "chapters/outline.h"
#include "status/status.h"

namespace vent {

// The one look at a host: a script for its shell, and what it answers. Nothing is installed there and nothing is changed,
// so a host on which vent never was is looked at as well. Pure.

// What a host is asked about.
struct LookWish {
  std::vector<std::string> units;
  std::vector<CertificatePlace> certificates;
  bool is_controller = false;
};
LookWish look_wish(const Design& outline, const Host& host);

// For the login shell of the host's user, as root.
std::string look_command(const LookWish& wish, const std::string& user);

// What the script wrote, whatever the login shell said before it. An answer that breaks off is an error.
Result<HostLook> read_look(std::string_view answer);

}  // namespace vent
