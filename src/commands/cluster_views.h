#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace vent {

// The commands that look at a cluster and change nothing.

// `vent status`: hosts, units, etcd, nodes, certificates. Exit code 0: all is well; 3: something isn't.
struct StatusOptions {
  std::string cluster_file = "cluster.yaml";
};
Result<int> status(CommandContext& context, const StatusOptions& options);

// `vent certificates`: those of the key folder; with `hosts`, whether the hosts have the same. The same exit codes.
struct CertificatesOptions {
  std::string cluster_file = "cluster.yaml";
  std::string format = "text";  // or "wide", "json"
  bool hosts = false;
};
Result<int> certificates(CommandContext& context, const CertificatesOptions& options);

// `vent logs`: what the journal of a host says about vent's units there, or about these.
struct LogsOptions {
  std::string cluster_file = "cluster.yaml";
  std::string host;
  std::vector<std::string> units;
  bool follow = false;
  std::string since;
  int lines = -1;  // not given
};
Result<int> logs(CommandContext& context, const LogsOptions& options);

}  // namespace vent
