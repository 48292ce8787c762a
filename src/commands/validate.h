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
  bool keep = false;              // leave the namespace and its pods there; of --conformance: the images
  bool conformance = false;       // upstream's own tests instead (docs/conformance.md)
  bool quick = false;             // of them some forty quick ones
  std::string focus, skip;        // regular expressions that choose among them
  int processes = 8;
  bool cis = false;  // judge by the CIS benchmark instead
};
Result<int> validate(CommandContext& context, const ValidateOptions& options);
// With --conformance. The tests are made when they are not there yet, which takes minutes.
Result<int> validate_conformance(CommandContext& context, const ValidateOptions& options);

// `vent validate --cis`: only reads. Exit code 3: something failed that isn't so on purpose, or a host wasn't read.
Result<int> validate_cis(CommandContext& context, const ValidateOptions& options);

}  // namespace vent
