#include "commands/machine_hosts.h"

#include <fmt/core.h>

#include <algorithm>

#include "commands/told_keys.h"

namespace vent {
namespace {

// Only a host of the cluster file can be reached while the machine API can't.
bool needs_provider(const Cluster* cluster, const std::vector<std::string>& names) {
  if (cluster == nullptr) return true;
  return std::ranges::any_of(names, [&](const std::string& name) { return cluster->find(name) == nullptr; });
}

}  // namespace

Result<std::unique_ptr<MachineScope>> open_scope_for(CommandContext& context, MachineOptions options,
                                                     const std::vector<std::string>& names) {
  const std::optional<Cluster> cluster = TRY(cluster_if_there(context, options.cluster_file));
  if (!needs_provider(cluster ? &*cluster : nullptr, names)) options.provider = "static";
  return MachineScope::open(context, options);
}

Result<std::vector<Host>> hosts_named(CommandContext& context, MachineScope& scope,
                                      const std::vector<std::string>& names) {
  std::vector<Host> hosts;
  std::vector<std::string> machines;
  for (const std::string& name : names) {
    const Host* host = scope.cluster() == nullptr ? nullptr : scope.cluster()->find(name);
    if (host != nullptr)
      hosts.push_back(*host);
    else
      machines.push_back(name);
  }
  if (machines.empty()) return hosts;
  const std::vector<Machine> found = TRY(chosen_machines(scope, machines));
  for (const Machine& machine : found) {
    if (machine.login_address().empty())
      return fail(
          Error(ErrorKind::conflict, fmt::format("{} has no address yet, it is {}", machine.name, machine.state))
              .with_id("VENT_NO_ADDRESS")
              .with_hint(fmt::format("vent machine wait {}", machine.name)));
    TRY(pin_told_keys(context, scope, machine));
    hosts.push_back(scope.host_of(machine));
  }
  return hosts;
}

Result<std::vector<Host>> hosts_to_ask(CommandContext& context, MachineScope& scope,
                                       const std::vector<std::string>& names) {
  if (!names.empty()) return hosts_named(context, scope, names);
  if (scope.cluster() != nullptr) return scope.cluster()->hosts;
  std::vector<Host> hosts;
  const std::vector<Machine> machines = TRY(chosen_machines(scope, {}));
  for (const Machine& machine : machines) {
    if (machine.state == "inactive" || machine.login_address().empty()) continue;
    TRY(pin_told_keys(context, scope, machine));
    hosts.push_back(scope.host_of(machine));
  }
  return hosts;
}

}  // namespace vent
