#pragma once

#include <string>

#include "formats/json.h"

namespace vent {

// Plain values as YAML in block style, for people and for any reader of YAML 1.1 or 1.2: the same value gives the same
// bytes, keys stay in their order, and a text is quoted whenever some reader could take it for anything else (numbers,
// `no`, `~`, dates …) or stumble over its characters. Texts of several lines are block texts (|) where they can be.
// Bytes that aren't UTF-8 are replaced. Ends with a newline.
std::string write_yaml(const Json& value);

}  // namespace vent
