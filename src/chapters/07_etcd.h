#pragma once

#include "chapters/chapter.h"

namespace vent {

// The member of etcd on a controller.
std::vector<Resource> etcd_resources(const Design& design, const Host& host);

}  // namespace vent
