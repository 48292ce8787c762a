#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace vent {

// Replaces this program by another one, which gets our terminal, our signals and our place in the process tree.
// Returns only when that failed.
Result<int> become(const std::string& program, const std::vector<std::string>& arguments);

}  // namespace vent
