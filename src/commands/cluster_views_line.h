#pragma once

#include "commands/cluster_views.h"
#include "commands/line.h"
#include "commands/validate.h"

namespace CLI {  // NOLINT(readability-identifier-naming): theirs
class App;
}

namespace vent {

// The command line of `vent status`, `vent certificates`, `vent logs` and `vent validate`. It lives as long as the program.
struct ClusterViewsLine {
  StatusOptions status;
  CertificatesOptions certificates;
  LogsOptions logs;
  ValidateOptions validate;
};
void add_cluster_views(CLI::App& app, ClusterViewsLine& line, Chosen& chosen);

}  // namespace vent
