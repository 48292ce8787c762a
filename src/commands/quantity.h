#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace vent {

// A number with its unit, as a person writes it on the command line: "40ms", "40 ms", "2.5%". Finite and not negative.
// `what` says in the error what was expected: "a delay, as 40ms".
Result<double> parse_quantity(std::string_view text, std::string_view unit, std::string_view what);

}  // namespace vent
