#pragma once

#include <memory>
#include <string>
#include <vector>

#include "commands/cluster_parts.h"
#include "commands/context.h"
#include "graph/run_report.h"
#include "graph/selection.h"
#include "readings/fleet.h"
#include "remote/cluster_state.h"

namespace vent {

// What plan, apply, audit and reset are told about the cluster.
struct ClusterOptions {
  std::string cluster_file = "cluster.yaml";
  Selection selection;
  Texts texts = Texts::yes;
  std::string command_line;  // as typed, without secrets
  std::string version;       // of vent, for the journal
  bool takes_back = false;   // by what the hosts know: what should be there is not asked for
};

// A cluster with its hosts, ready to be asked. Nothing has been connected yet.
struct ClusterRun {
  Design design;
  ClusterState state;
  NodeProgram program;
  StageGraph graph;
  std::unique_ptr<Fleet> fleet;
};

Result<std::unique_ptr<ClusterRun>> open_cluster_run(CommandContext& context, const ClusterOptions& options);

// That of the first error, for a run which didn't end well.
int exit_code_of(const RunReport& report);

}  // namespace vent
