#pragma once

#include <functional>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// Reads a file of any size without having it in memory: hands over its bytes in order, piece by piece.
Result<> read_in_pieces(const Path& path, const std::function<void(std::string_view piece)>& take);

}  // namespace vent
