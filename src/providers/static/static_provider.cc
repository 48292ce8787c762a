#include "providers/static/static_provider.h"

#include <fmt/core.h>

namespace vent {
namespace {

Machine machine_of(const Cluster& cluster, const Host& host) {
  Machine machine;
  machine.id = host.name;
  machine.name = host.name;
  machine.state = "active";
  machine.user = host.ssh.user;
  machine.tags = parts_of(host.role);
  machine.tags.push_back(fmt::format("{}={}", kClusterTag, cluster.name));
  // ssh reaches it there, whether the world does or not.
  machine.addresses.push_back({host.address, 4, true, true});
  if (host.private_address.text() != host.address)
    machine.addresses.push_back({host.private_address.text(), 4, false, true});
  if (!host.ssh.host_key.empty()) machine.host_keys.push_back(host.ssh.host_key);
  return machine;
}

}  // namespace

Result<std::vector<Machine>> StaticProvider::list() {
  std::vector<Machine> machines;
  for (const Host& host : cluster_.hosts) machines.push_back(machine_of(cluster_, host));
  return machines;
}

Result<Machine> StaticProvider::create(const MachineWish& wish) {
  const Host* host = cluster_.find(wish.name);
  if (host != nullptr) return machine_of(cluster_, *host);
  return fail(not_offered(name(), fmt::format("make a machine {}", wish.name))
                  .with_hint("write the host you own into the cluster file"));
}

Result<> StaticProvider::act(const Machine& machine, MachineAction action) {
  return fail(not_offered(name(), fmt::format("do {} with {}", action_name(action), machine.name))
                  .with_hint("use the machine's own management, or its power button"));
}

Result<> StaticProvider::remove(const Machine& machine) {
  return fail(not_offered(name(), fmt::format("delete {}", machine.name))
                  .with_hint("take the host out of the cluster file; `vent reset` takes back what vent made on it"));
}

}  // namespace vent
