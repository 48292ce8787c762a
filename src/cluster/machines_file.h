#pragma once

#include <string>
#include <string_view>

#include "cluster/draft.h"

namespace vent {

// The machine database of Kubernetes the Hard Way, a line for each host:
//   IPV4_ADDRESS FQDN HOSTNAME [POD_SUBNET]
// Without a pod subnet it is a controller, with one a worker; all are reached as root. Comments begin with #.
ClusterDraft read_machines(std::string_view text, const std::string& file, Problems& problems);

}  // namespace vent
