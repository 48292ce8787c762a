#pragma once

#include "base/files.h"
#include "cluster/pools.h"
#include "remote/cluster_state.h"

namespace vent {

// The cluster file together with what was rented for its pools.

// Hosts of pools have an address as far as machines were rented for them.
Result<Cluster> cluster_as_rented(const Path& file);

// Every host has one; else it is an error that says what to do.
Result<Cluster> whole_cluster(const Path& file);

// Where it is kept what was rented.
Path rented_file(const ClusterState& state);
Result<std::vector<RentedHost>> rented_hosts(const ClusterState& state);

}  // namespace vent
