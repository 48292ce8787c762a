#pragma once

#include <string>

#include "commands/context.h"

namespace vent {

struct InitOptions {
  std::string file = "cluster.yaml";  // to be written
  std::string name;                   // of the cluster; empty: as it comes
  std::string from;                   // a machines.txt or an inventory
  std::string machines;               // "packet", "static" or "local": where they come from
  bool from_lab = false;
  std::string lab;
};

// `vent init`: writes a cluster file, and never over one that is there.
Result<int> init(CommandContext& context, const InitOptions& options);

}  // namespace vent
