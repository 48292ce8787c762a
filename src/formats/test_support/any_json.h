#pragma once

#include <rapidcheck.h>

#include "formats/json.h"

namespace vent {

// Texts that formats stumble over: line breaks, quotes, words and numbers that mean something unquoted, controls.
// Always UTF-8.
rc::Gen<std::string> any_awkward_text();
// A finite number with a fraction or an exponent.
rc::Gen<double> any_finite_number();
// A whole tree of values of every kind, nested to the depth. Keys of an object differ.
rc::Gen<Json> any_json(int depth = 4);

}  // namespace vent
