#include "cluster/cluster.h"

#include <algorithm>

namespace vent {

std::string_view role_name(Role role) { return role == Role::controller ? "controller" : "worker"; }

std::string_view encryption_name(Encryption encryption) {
  return encryption == Encryption::secretbox ? "secretbox" : "aescbc";
}

std::string_view cgroup_driver_name(CgroupDriver driver) {
  return driver == CgroupDriver::systemd ? "systemd" : "cgroupfs";
}

std::string_view overlay_name(Overlay overlay) { return overlay == Overlay::flannel ? "flannel" : "vxlan"; }

std::vector<const Host*> Cluster::with_role(Role role) const {
  std::vector<const Host*> found;
  for (const Host& host : hosts)
    if (host.role == role) found.push_back(&host);
  return found;
}

const Host* Cluster::find(std::string_view host_name) const {
  const auto host = std::ranges::find(hosts, host_name, &Host::name);
  return host == hosts.end() ? nullptr : &*host;
}

const Pool* Cluster::find_pool(std::string_view pool_name) const {
  const auto pool = std::ranges::find(pools, pool_name, &Pool::name);
  return pool == pools.end() ? nullptr : &*pool;
}

}  // namespace vent
