#pragma once

#include <span>
#include <string>
#include <string_view>

namespace vent {

// One word as POSIX sh reads it back unchanged; plain words stay as they are.
std::string shell_quote(std::string_view word);
// A whole argument list, ready to paste.
std::string shell_quote(std::span<const std::string> words);

}  // namespace vent
