#pragma once

#include <string>
#include <vector>

#include "commands/cluster_run.h"

namespace vent {

// `vent plan`: what apply would do. Exit code 0: nothing; 2: something.
struct PlanOptions {
  ClusterOptions cluster;
  bool full = false;  // whole files
};
Result<int> plan(CommandContext& context, const PlanOptions& options);

// `vent apply`: does it.
struct ApplyOptions {
  ClusterOptions cluster;
  bool yes = false;
  bool profile = false;  // tell what the time went into
};
Result<int> apply(CommandContext& context, const ApplyOptions& options);

// `vent audit`: what is not as it should be. Exit code 0: nothing; 2: something.
Result<int> audit(CommandContext& context, const ClusterOptions& options);

// `vent guide`: the cluster as one would type it, as Markdown pages.
struct GuideOptions {
  std::string cluster_file = "cluster.yaml";
  std::vector<std::string> chapters;  // none: all
  std::string directory;
};
Result<int> guide(CommandContext& context, const GuideOptions& options);

// `vent reset`: takes back all that vent ever made.
struct ResetOptions {
  ClusterOptions cluster;
  bool yes = false;
};
Result<int> reset(CommandContext& context, const ResetOptions& options);

}  // namespace vent
