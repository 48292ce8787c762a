#pragma once

#include <string>

#include "commands/context.h"

namespace vent {

// `vent support`: one archive for who is to help, without a secret in it. A host that doesn't answer stands there as its
// error.
struct SupportOptions {
  std::string cluster_file = "cluster.yaml";
  std::string archive;  // .tar.zst or .tar.gz; empty: one in this directory, by the cluster's name and the time
  std::string version;  // of vent
};
Result<int> support(CommandContext& context, const SupportOptions& options);

}  // namespace vent
