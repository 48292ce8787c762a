#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace vent {

// `vent validate`: tries what a working cluster does. Exit code 0: all passed; 3: something failed.
struct ValidateOptions {
  std::string cluster_file = "cluster.yaml";
  std::vector<std::string> only;  // names of checks; none: all
  bool list = false;              // say which there are, and try nothing
  bool keep = false;              // leave the namespace and its pods there
};
Result<int> validate(CommandContext& context, const ValidateOptions& options);

}  // namespace vent
