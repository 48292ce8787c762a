#pragma once

#include <string>

#include "cluster/cluster.h"
#include "commands/context.h"
#include "remote/cluster_state.h"

namespace vent {

// A host leaves a cluster that goes on without it: its pods are moved first, then its node is forgotten, and a
// controller's member leaves etcd. All that is asked of a controller that stays.

enum class NodeIs { running, gone };

// Nothing to do where no cluster was built, or nobody of that name ever joined it.
Result<> take_out_node(CommandContext& context, const Cluster& cluster, const ClusterState& state,
                       const std::string& node, NodeIs is);

// The same for any host. A controller leaves only when etcd keeps its quorum: before anything is changed it is asked.
Result<> take_out_host(CommandContext& context, const Cluster& cluster, const ClusterState& state, const Host& leaving,
                       NodeIs is);

}  // namespace vent
