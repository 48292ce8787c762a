#pragma once

#include <vector>

#include "chapters/chapter.h"

namespace vent {

std::vector<Check> prerequisite_checks();

}  // namespace vent
