#pragma once

#include <span>
#include <string>

namespace vent {

// A command line as it may be kept and shown to others: quoted like one would type it, with "(secret)" instead of what
// belongs to an option or a field called token, password, secret and the like, and instead of the login in a URL.
// Secrets have no business on a command line, but people put them there.
std::string command_line_without_secrets(std::span<const std::string> words);

}  // namespace vent
