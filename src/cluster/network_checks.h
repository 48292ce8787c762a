#pragma once

#include "cluster/draft.h"

namespace vent {

// What the cluster's own ranges and numbers can't be together: pods, services and hosts, and how many controllers.
void check_network(const ClusterDraft& draft, const Cluster& cluster, Problems& problems);
void check_number_of_controllers(const ClusterDraft& draft, const Cluster& cluster, Problems& problems);

}  // namespace vent
