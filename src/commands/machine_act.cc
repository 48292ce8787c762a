// The verbs of `vent machine` that do one thing to machines that are there.

#include <fmt/core.h>

#include <array>

#include "commands/machine_keys.h"
#include "commands/machine_scope.h"
#include "commands/machine_wait.h"
#include "commands/rent.h"
#include "commands/told_keys.h"
#include "providers/desired_state.h"
#include "remote/known_hosts.h"

namespace vent {
namespace {

constexpr std::array kActions = {MachineAction::power_on, MachineAction::power_off, MachineAction::reboot,
                                 MachineAction::rescue,   MachineAction::reinstall, MachineAction::lock,
                                 MachineAction::unlock};

Result<MachineAction> action_from(const std::string& word) {
  for (const MachineAction action : kActions)
    if (action_name(action) == word) return action;
  return fail(Error(ErrorKind::bug, fmt::format("'{}' is no action", word)).with_id("VENT_BUG"));
}

Result<> reinstall(MachineScope& scope, const Machine& machine, const std::string& system) {
  TRY(TRY(scope.packet())->reinstall(machine, system));
  // A key of its own is another one after this; the one it was given comes back with its user data.
  if (!path_exists(scope.host_key_file(machine.name))) return forget_host_key(scope, machine.name);
  const std::int64_t reinstalls = count_reinstalls(TRY(scope.provider().events(machine)));
  return note_origin(scope, machine.name, {machine.id, reinstalls});
}

std::vector<std::string> ids_of(const std::vector<Machine>& machines) {
  std::vector<std::string> ids;
  for (const Machine& machine : machines) ids.push_back(machine.id);
  return ids;
}

}  // namespace

Result<int> machine_get(CommandContext& context, const MachineActOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options.common));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options.common));
  const std::vector<Machine> machines = TRY(chosen_machines(*scope, options.names));
  show(machines_view(machines, scope->cluster()), format);
  return 0;
}

Result<int> machine_act(CommandContext& context, const MachineActOptions& options) {
  const MachineAction action = TRY(action_from(options.action));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options.common));
  const std::vector<Machine> machines = TRY(chosen_machines(*scope, options.names));
  for (const Machine& machine : machines)
    TRY(while_doing(fmt::format("{} {}", options.action, machine.name),
                    action == MachineAction::reinstall ? reinstall(*scope, machine, options.operating_system)
                                                       : scope->provider().act(machine, action)));
  const bool has_end = action != MachineAction::lock && action != MachineAction::unlock;
  if (options.wait && has_end) {
    const MachineGoal goal = action == MachineAction::power_off ? MachineGoal::inactive : MachineGoal::active;
    TRY(wait_with_progress(context, *scope, ids_of(machines), goal, options.timeout_seconds));
  }
  return 0;
}

Result<int> machine_delete(CommandContext& context, const MachineActOptions& options) {
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options.common));
  const std::vector<Machine> machines = TRY(chosen_machines(*scope, options.names));
  for (const Machine& machine : machines) TRY(step_to_state(machine, DesiredState::absent));
  for (const Machine& machine : machines) {
    TRY(give_back(*scope, machine));
    context.bus.say(fmt::format("{} is being deleted", machine.name));
  }
  if (options.wait)
    TRY(wait_with_progress(context, *scope, ids_of(machines), MachineGoal::gone, options.timeout_seconds));
  return 0;
}

}  // namespace vent
