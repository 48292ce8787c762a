#pragma once

#include <string>

#include "cluster/cluster.h"

namespace vent {

// A line for each host: its name, its private address, the range of its pods, the address of its end of the link.
std::string vxlan_hosts_file(const Cluster& cluster);

// Makes of that file what the kernel has to know, and takes it away. It is the same on every host and holds nothing of
// any, so that one more or less of them never takes the link away.
std::string vxlan_link_script(const Cluster& cluster);

// The same on whatever machine it is reckoned: of the private address, and in the part that is for everybody's own use.
std::string vxlan_link_address(Ipv4 private_address);

}  // namespace vent
