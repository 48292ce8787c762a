#pragma once

#include <string>

#include "base/secret.h"
#include "cluster/cluster.h"
#include "commands/context.h"
#include "remote/cluster_state.h"

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

// What `--print` would print, for a program of ours that asks the API from this machine.
struct AdminAccess {
  std::string server;  // "198.18.220.1:6443"
  Secret kubeconfig;
};
Result<AdminAccess> admin_access(CommandContext& context, const Cluster& cluster, const ClusterState& state);

}  // namespace vent
