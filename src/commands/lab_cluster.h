#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/cluster.h"
#include "metal/client.h"
#include "metal/device_json.h"
#include "metal/lab.h"

namespace vent {

// The hosts of a lab as a cluster, with the lab's key and the host keys that it pinned in its known_hosts file. A name
// says the role: controller-0, worker-0. When no host is called a controller, the first one is it.
Result<Cluster> cluster_of_lab(const metal::Lab& lab, std::vector<metal::HostView> hosts, std::string_view known_hosts);

// A cluster for a running lab that rents its machines there: a controller on demand, two workers by spot bid.
Result<Cluster> cluster_to_rent(const std::string& lab_name);

// What hosts of this running lab need of a cluster: they have no way out to other name servers, and the control groups of
// the machine they run on.
void fit_to_lab(Cluster& cluster, const metal::LabStatus& lab);

}  // namespace vent
