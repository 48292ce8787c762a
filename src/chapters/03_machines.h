#pragma once

#include <vector>

#include "chapters/chapter.h"

namespace vent {

std::vector<Resource> machine_resources(const Cluster& cluster, const Host& host);

}  // namespace vent
