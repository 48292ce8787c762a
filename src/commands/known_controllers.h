#pragma once

#include "cluster/cluster.h"
#include "remote/cluster_state.h"

namespace vent {

// The controllers with which a cluster was last built, noted beside its keys. A cluster file that has none of them would
// begin a new etcd, empty, with the same keys, while the old one may still run: one of them must stay until others have
// learnt what it knows.

Result<std::vector<std::string>> known_controllers(const ClusterState& state);
// VENT_LAST_CONTROLLER when none of those that are noted is left.
Result<> check_known_controllers(const Cluster& cluster, const ClusterState& state);
Result<> note_controllers(const Cluster& cluster, const ClusterState& state);
// All was taken back.
Result<> forget_controllers(const ClusterState& state);

}  // namespace vent
