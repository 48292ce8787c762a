#include "cluster/cluster.h"

#include <algorithm>

namespace vent {

std::string_view role_name(Role role) {
  if (role == Role::both) return "both";
  return role == Role::controller ? "controller" : "worker";
}

std::optional<Role> role_named(std::string_view name) {
  for (const Role role : {Role::controller, Role::worker, Role::both})
    if (role_name(role) == name) return role;
  return std::nullopt;
}

bool does_work_of(Role role, Role part) { return role == part || role == Role::both; }

std::vector<std::string> parts_of(Role role) {
  std::vector<std::string> names;
  for (const Role part : {Role::controller, Role::worker})
    if (does_work_of(role, part)) names.emplace_back(role_name(part));
  return names;
}

bool is_controller(const Host& host) { return does_work_of(host.role, Role::controller); }

bool is_worker(const Host& host) { return does_work_of(host.role, Role::worker); }

std::string_view encryption_name(Encryption encryption) {
  return encryption == Encryption::secretbox ? "secretbox" : "aescbc";
}

std::string_view cgroup_driver_name(CgroupDriver driver) {
  return driver == CgroupDriver::systemd ? "systemd" : "cgroupfs";
}

std::string_view overlay_name(Overlay overlay) { return overlay == Overlay::flannel ? "flannel" : "vxlan"; }

std::vector<const Host*> Cluster::with_role(Role part) const {
  std::vector<const Host*> found;
  for (const Host& host : hosts)
    if (does_work_of(host.role, part)) found.push_back(&host);
  return found;
}

std::string_view runtimes_text(bool has_gvisor) { return has_gvisor ? "runc,gvisor" : "runc"; }

std::string_view api_access_text(const Api& api) { return api.is_private ? "private" : "public"; }

const Host* Cluster::find(std::string_view host_name) const {
  const auto host = std::ranges::find(hosts, host_name, &Host::name);
  return host == hosts.end() ? nullptr : &*host;
}

const Pool* Cluster::find_pool(std::string_view pool_name) const {
  const auto pool = std::ranges::find(pools, pool_name, &Pool::name);
  return pool == pools.end() ? nullptr : &*pool;
}

}  // namespace vent
