#pragma once

#include <vector>

#include "chapters/chapter.h"

namespace vent {

std::vector<Resource> machine_resources(const Design& design, const Host& host);

}  // namespace vent
