#pragma once

#include "base/files.h"
#include "cluster/pod_ranges.h"
#include "cluster/pools.h"
#include "remote/cluster_state.h"

namespace vent {

// The cluster file together with what was rented for its pools, and with the ranges that vent gave to pods.

// Hosts of pools have an address as far as machines were rented for them.
Result<Cluster> cluster_as_rented(const Path& file);

// Every host has one; else it is an error that says what to do.
Result<Cluster> whole_cluster(const Path& file);

// Each host has a range for its pods by now, where vent gives them. They are noted, so that it keeps its own: before
// anything is made of them.
Result<> note_pod_ranges(const Cluster& cluster, const ClusterState& state);
Path given_ranges_file(const ClusterState& state);

// Where it is kept what was rented.
Path rented_file(const ClusterState& state);
Result<std::vector<RentedHost>> rented_hosts(const ClusterState& state);

}  // namespace vent
