#pragma once

#include <string>

#include "base/files.h"
#include "commands/context.h"

namespace vent {

struct InventoryOptions {
  bool list = false;  // everything; so it is without `host` anyway
  std::string host;   // its variables alone
  bool refresh_cache = false;
  std::string settings_file;  // empty: that of PACKET_NET_INI_PATH, else packet_net.ini in the folder, if it is there
  std::string cluster_file;   // empty: cluster.yaml in the folder, if it is there
  Path folder = ".";
  std::string lab = "metal";
};

// `vent inventory`: hosts and groups as Ansible wants them from an inventory script. The hosts of the cluster file, and
// the machines of the API when there is a packet_net.ini or no cluster file.
Result<int> inventory(CommandContext& context, const InventoryOptions& options);

}  // namespace vent
