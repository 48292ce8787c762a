#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace vent {

// `vent adopt`: shows the host keys of hosts and pins those that a person confirms.
struct AdoptOptions {
  std::string cluster_file = "cluster.yaml";
  std::vector<std::string> hosts;  // empty: all
  bool yes = false;
};
Result<int> adopt(CommandContext& context, const AdoptOptions& options);

}  // namespace vent
