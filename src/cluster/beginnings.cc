#include "cluster/beginnings.h"

#include <fmt/core.h>

namespace vent {

std::string beginning_for_packet(const std::string& name) {
  return fmt::format(
      R"(# A cluster for vent, on machines that it rents by the Packet API: at VENT_PACKET_URL, with the token in
# PACKET_AUTH_TOKEN. More about each field: vent explain, vent explain pools
apiVersion: vent/v1
kind: Cluster
name: {}

#ssh:
#  key: ~/.ssh/id_ed25519     # of which the API knows the public half

#network:
#  privateRange: 10.0.0.0/8   # where the machines have their private addresses

pools:
  - name: controller
    role: controller          # or both: then what you deploy may run there too
    count: 1                  # or 3: then one of them may be lost
    plan: c2.medium.x86       # vent machine plans
    facilities: ams1          # vent machine facilities; any of several: ams1,ewr1
    #operatingSystem: debian_12   # vent machine os
  - name: worker
    role: worker
    count: 2                  # change it whenever you like: vent up rents more, or gives some back
    plan: c2.medium.x86
    facilities: ams1
    #operatingSystem: debian_12
    #maxPrice: 0.30           # a bid for an hour on the spot market; vent machine prices
)",
      name);
}

std::string beginning_for_own_hosts(const std::string& name) {
  return fmt::format(
      R"(# A cluster for vent, on machines that you have. Put your own addresses where something stands in <>.
# More about each field: vent explain, vent explain hosts
apiVersion: vent/v1
kind: Cluster
name: {}

#ssh:                         # how to log in to all of them; without it, your ssh configuration decides
#  user: debian               # any other than root needs sudo without a password
#  key: ~/.ssh/id_ed25519

#network:
#  privateRange: 10.0.0.0/8   # to be told when a private address is none of these

hosts:
  - name: controller-0
    role: controller          # or both: then what you deploy may run there too
    address: <where ssh reaches controller-0>
    privateAddress: <by which other hosts reach controller-0>   # leave it out when it is the same
  - name: worker-0
    role: worker
    address: <where ssh reaches worker-0>
    privateAddress: <by which other hosts reach worker-0>
  - name: worker-1
    role: worker
    address: <where ssh reaches worker-1>
    privateAddress: <by which other hosts reach worker-1>
)",
      name);
}

}  // namespace vent
