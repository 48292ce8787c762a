#pragma once

#include <string>
#include <vector>

#include "commands/cluster_run.h"

namespace vent {

// `vent remove HOST`: a host of your own leaves a cluster that goes on: drained, taken out, and all that vent made there
// taken back. Then it may leave the cluster file. Machines of pools go by their count instead.
struct RemoveOptions {
  ClusterOptions cluster;
  std::vector<std::string> hosts;
  bool yes = false;
};
Result<int> remove_hosts(CommandContext& context, const RemoveOptions& options);

}  // namespace vent
