#pragma once

#include <string>
#include <string_view>

namespace vent {

// A text of which parts are to be shown beside its problems: what stands on a line behind the name of a password, a
// secret or a token becomes stars. Inventories have such variables.
std::string without_passwords(std::string_view text);

}  // namespace vent
