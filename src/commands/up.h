#pragma once

#include <string>

#include "commands/cluster_run.h"

namespace vent {

// `vent up`: from nothing to a cluster that kubectl knows. Without a cluster file it rents from the cloud on this machine:
// a controller on demand, two workers by spot bid.
struct UpOptions {
  ClusterOptions cluster;
  std::string lab = "metal";
};
Result<int> up(CommandContext& context, const UpOptions& options);

}  // namespace vent
