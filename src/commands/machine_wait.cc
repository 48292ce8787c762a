#include "commands/machine_wait.h"

#include <fmt/core.h>

#include "commands/machine_ping.h"
#include "commands/told_keys.h"
#include "events/activity.h"

namespace vent {
namespace {

// Machines take minutes, and APIs count requests.
constexpr std::chrono::seconds kPauseElsewhere{5};
constexpr std::chrono::milliseconds kPauseHere{500};

constexpr const char* kSsh = "ssh";  // active, and lets us in

Result<MachineGoal> goal_from(const std::string& word) {
  if (word == kSsh) return MachineGoal::active;
  for (const MachineGoal goal : {MachineGoal::active, MachineGoal::inactive, MachineGoal::gone})
    if (goal_name(goal) == word) return goal;
  return fail(Error(ErrorKind::bad_input, fmt::format("nobody can wait for '{}'", word))
                  .with_hint("there are: active, inactive, gone, ssh"));
}

}  // namespace

Result<std::vector<Machine>> wait_with_progress(CommandContext& context, MachineScope& scope,
                                                const std::vector<std::string>& ids, MachineGoal goal,
                                                int timeout_seconds) {
  Activity activity(context.bus,
                    fmt::format("{} {} {}", ids.size(), ids.size() == 1 ? "machine" : "machines", goal_name(goal)),
                    Amount{ids.size(), "machines"});
  const Watching watching{.clock = context.clock,
                          .stop = context.stop,
                          .pause = scope.is_on_this_machine() ? Duration(kPauseHere) : Duration(kPauseElsewhere),
                          .deadline = std::chrono::seconds(timeout_seconds)};
  Result<std::vector<Machine>> reached = activity.finish_as(
      wait_for_machines(scope.provider(), ids, goal, watching, [&](std::size_t count) { activity.progress(count); }));
  if (reached && goal == MachineGoal::active)
    for (const Machine& machine : *reached) TRY(pin_told_keys(context, scope, machine));
  return reached;
}

Result<int> machine_wait(CommandContext& context, const MachineWaitOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options.common));
  const MachineGoal goal = TRY(goal_from(options.goal));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options.common));
  std::vector<std::string> ids;
  const std::vector<Machine> machines = TRY(chosen_machines(*scope, options.names));
  for (const Machine& machine : machines) ids.push_back(machine.id);
  const Moment deadline = context.clock.now() + std::chrono::seconds(options.timeout_seconds);
  const std::vector<Machine> reached = TRY(wait_with_progress(context, *scope, ids, goal, options.timeout_seconds));
  if (options.goal == kSsh) {
    std::vector<Host> hosts;
    for (const Machine& machine : reached) hosts.push_back(scope->host_of(machine));
    TRY(wait_for_logins(context, *scope, hosts, deadline));
  }
  show(machines_view(reached, scope->cluster()), format);
  return 0;
}

}  // namespace vent
