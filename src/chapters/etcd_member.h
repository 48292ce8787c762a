#pragma once

#include <vector>

#include "chapters/design.h"
#include "resources/resource.h"

namespace vent {

// How a controller's member of etcd comes to be. The first ones found the cluster together; each later one is added to
// it, learns what it knows, and votes when it has caught up. Which of the two it is can't be known from the cluster file:
// the host asks the others, by a script (decision 13).

// Who the members are when it is started for the first time.
std::vector<Resource> before_etcd_starts(const Design& design, const Host& host);
// It gets its vote, and what is left of controllers that are lost is forgotten.
std::vector<Resource> when_etcd_runs(const Cluster& cluster);

}  // namespace vent
