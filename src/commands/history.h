#pragma once

#include <string>

#include "commands/context.h"

namespace vent {

// `vent history`: what was done to a cluster, by whom, and how it went; of one run, its steps.
struct HistoryOptions {
  std::string cluster_file = "cluster.yaml";
  std::string run;  // its number; empty: the list of runs
  int last = 20;    // how many runs the list has
};
Result<int> history(CommandContext& context, const HistoryOptions& options);

}  // namespace vent
