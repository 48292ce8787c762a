#include "commands/rent.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "commands/machine_keys.h"
#include "commands/told_keys.h"
#include "events/activity.h"

namespace vent {
namespace {

std::optional<int> index_of(const std::string& name) {
  const std::size_t end = name.find_last_not_of("0123456789");
  if (end == std::string::npos || end + 1 == name.size()) return std::nullopt;
  const std::optional<long long> number = parse_integer(name.substr(end + 1), 0, 1'000'000);
  return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
}

// In one project a name is one machine, whoever made it.
Result<> check_owner(const Machine& machine, const Cluster* cluster) {
  const std::string owner = tag_value(machine, kClusterTag);
  if (owner.empty() || (cluster != nullptr && owner == cluster->name)) return Ok{};
  return fail(Error(ErrorKind::conflict,
                    fmt::format("the name {} is taken by a machine of the cluster {}", machine.name, owner))
                  .with_id("VENT_MACHINE_NAME_TAKEN")
                  .with_hint("take another name, or the cluster file of that cluster (--file)"));
}

}  // namespace

Result<RentPlan> plan_rent(MachineScope& scope, const std::vector<std::string>& names) {
  RentPlan plan;
  std::vector<Machine> machines = TRY(scope.provider().list());
  std::erase_if(machines, is_leaving);
  for (const std::string& name : names) {
    if (std::ranges::find(machines, name, &Machine::name) == machines.end()) {
      plan.missing.push_back(name);
      continue;
    }
    plan.existing.push_back(TRY(find_machine(machines, name)));
    TRY(check_owner(plan.existing.back(), scope.cluster()));
  }
  return plan;
}

Result<Machine> rent_machine(CommandContext& context, MachineScope& scope, MachineWish wish, const std::string& name) {
  wish.name = name;
  wish.index = index_of(name);
  wish.user_data = TRY(user_data_with_pinned_key(context, scope, name, wish.user_data));
  Activity activity(context.bus, fmt::format("rent {}", name));
  Machine made = TRY(activity.finish_as(while_doing(fmt::format("renting {}", name), scope.provider().create(wish))));
  TRY(note_origin(scope, name, {made.id, 0}));
  return made;
}

Result<> give_back(MachineScope& scope, const Machine& machine) {
  TRY(while_doing(fmt::format("giving {} back", machine.name), scope.provider().remove(machine)));
  return forget_host_key(scope, machine.name);
}

}  // namespace vent
