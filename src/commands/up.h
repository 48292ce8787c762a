#pragma once

#include <string>

#include "commands/cluster_run.h"

namespace vent {

// `vent up`: from nothing to a cluster that kubectl knows, and from any cluster to what its file says: machines of pools
// are rented, all is applied, what the file no longer wants is given back. Without a cluster file it writes one: a
// controller on demand and two workers by spot bid, of the cloud on this machine.
struct UpOptions {
  ClusterOptions cluster;
  std::string lab = "metal";
  bool yes = false;      // machines may be given back
  bool profile = false;  // tell what the time went into
};
Result<int> up(CommandContext& context, const UpOptions& options);

}  // namespace vent
