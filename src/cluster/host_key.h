#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace vent {

// The public key of an sshd, as a known_hosts file has it: the type and the key in base64. A comment behind it is left
// out. A key that is cut, of another type than it says, or private is refused: it would never match, or worse.
Result<std::string> parse_host_key(std::string_view text);

}  // namespace vent
