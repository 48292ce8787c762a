#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace vent {

// Zstandard at a level that costs less than it saves on any line slower than a local disk.
std::string compress(std::string_view bytes);
// What compress() made; more than the limit, or anything else, is an error.
Result<std::string> decompress(std::string_view bytes, std::size_t limit);

}  // namespace vent
