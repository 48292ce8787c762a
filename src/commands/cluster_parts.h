#pragma once

#include <vector>

#include "chapters/chapter.h"
#include "commands/context.h"
#include "remote/cluster_state.h"

namespace vent {

// The keys of a cluster, from its state folder; those that are missing or outdated are made.
Result<ClusterKeys> keys_of(CommandContext& context, const Cluster& cluster, const ClusterState& state);

// The cluster with what chapters are computed from besides: its keys, which are kept in its state folder, and its
// artifacts, which are in the store. Both are made where they are missing.
Result<Design> design_of(CommandContext& context, Cluster cluster, const ClusterState& state);

}  // namespace vent
