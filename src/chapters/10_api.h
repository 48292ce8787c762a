#pragma once

#include <vector>

#include "chapters/design.h"
#include "resources/resource.h"

namespace vent {

// The API answers, and knows what the parts of the cluster may do.
std::vector<Resource> api_resources(const Design& design, const Host& host);

}  // namespace vent
