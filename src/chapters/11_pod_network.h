#pragma once

#include "chapters/chapter.h"

namespace vent {

// The network that connects the pods of all hosts: flannel as a unit, or vent's own entries of the kernel.
std::vector<Resource> pod_network_resources(const Design& design, const Host& host);

}  // namespace vent
