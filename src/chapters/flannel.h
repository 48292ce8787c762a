#pragma once

#include "chapters/chapter.h"

namespace vent {

// The overlay flannel: a daemon on each host, which learns from the API which range each node has.
std::vector<Resource> flannel_resources(const Design& design, const Host& host);

}  // namespace vent
