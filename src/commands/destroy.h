#pragma once

#include <string>

#include "commands/cluster_run.h"

namespace vent {

// `vent destroy`: the end of a cluster. Rented machines are given back, hosts of one's own are reset, kubectl forgets the
// cluster, and its keys are removed.
struct DestroyOptions {
  ClusterOptions cluster;
  std::string confirmed_name;  // empty: a person is asked to type it
};
Result<int> destroy(CommandContext& context, const DestroyOptions& options);

}  // namespace vent
