#pragma once

#include <vector>

#include "chapters/chapter.h"

namespace vent {

// That the API knows which range the pods of this host have, where vent gives the ranges: the node's spec.podCIDR. A node
// keeps it for life, so it also tells when what vent wants isn't what the cluster has: then nothing is changed.
std::vector<Resource> node_range_resources(const Cluster& cluster, const Host& host);

}  // namespace vent
