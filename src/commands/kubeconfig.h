#pragma once

#include <string>

#include "commands/context.h"

namespace vent {

// `vent kubeconfig`: makes kubectl on this machine know the cluster.
struct KubeconfigOptions {
  std::string cluster_file = "cluster.yaml";
  std::string user = "admin";  // or "developer"
  std::string host;            // the controller to ask; empty: one that is reached without a detour
  bool print = false;          // to standard output, and change no file
  bool remove = false;         // forget it again
};
Result<int> kubeconfig(CommandContext& context, const KubeconfigOptions& options);

}  // namespace vent
