#pragma once

#include <string>
#include <vector>

#include "chapters/chapter.h"

namespace vent {

// Rented machines route a private address within their data centre only, and the rule of the network takes the address
// of the interface that comes first. So packets of pods to the world get the public one. Nothing where a host has no
// other address. `network` is the unit of the network, which has its rules behind these.
std::vector<Resource> pods_way_out(const Cluster& cluster, const Host& host, const std::string& network);

}  // namespace vent
