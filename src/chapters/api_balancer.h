#pragma once

#include "chapters/chapter.h"

namespace vent {

// With several controllers: what each host asks instead of one of them. It passes connections on to those that are ready.
std::vector<Resource> api_balancer_resources(const Cluster& cluster);

}  // namespace vent
