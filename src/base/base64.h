#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vent {

// With padding, as keys are written.
std::string base64(std::string_view bytes);
// Nothing when it is not exactly what base64() writes.
std::optional<std::string> bytes_of_base64(std::string_view text);

}  // namespace vent
