// vent machine create: the machines of these names, in this state. To say it twice changes nothing.

#include <fmt/core.h>

#include <algorithm>

#include "commands/machine_keys.h"
#include "commands/machine_scope.h"
#include "commands/machine_wait.h"
#include "commands/rent.h"
#include "providers/desired_state.h"
#include "providers/packet/packet_machine.h"

namespace vent {
namespace {

// Data for a machine goes out as JSON, where bytes that are no text would become others.
Result<Json> read_json_file(const std::string& file, const std::string& what) {
  if (file.empty()) return Json();
  return parse_json(TRY(while_doing("reading " + what, read_file(file))), file);
}

Result<std::string> wanted_user_data(const MachineCreateOptions& options) {
  if (options.user_data_file.empty()) return options.user_data;
  return while_doing("reading the user data", read_file(options.user_data_file));
}

// The seed's own way to say it: --tags worker.
std::string wanted_role(const MachineCreateOptions& options) {
  if (!options.role.empty()) return options.role;
  for (const Role role : {Role::both, Role::controller, Role::worker})
    if (std::ranges::all_of(parts_of(role), [&](const std::string& part) {
          return std::ranges::find(options.tags, part) != options.tags.end();
        }))
      return std::string(role_name(role));
  return "";
}

Error option_needed(const std::string& option, const std::string& name, const std::string& list) {
  return Error(ErrorKind::bad_input, fmt::format("{} is needed to make {}", option, name))
      .with_id("VENT_OPTION_NEEDED")
      .with_hint(fmt::format("{} shows what there is", list));
}

Result<MachineWish> wish_from(const MachineCreateOptions& options, const Cluster* cluster) {
  MachineWish wish;
  wish.plan = options.plan;
  wish.operating_system = options.operating_system;
  if (wish.operating_system.empty() && !options.ipxe_script_url.empty()) wish.operating_system = "custom_ipxe";
  if (wish.plan.empty()) return fail(option_needed("--plan", options.host_name, "vent machine plans"));
  if (wish.operating_system.empty()) return fail(option_needed("--os", options.host_name, "vent machine os"));
  if (options.spot && options.max_price <= 0)
    return fail(Error(ErrorKind::bad_input, "a bid needs a price: the most you pay for an hour")
                    .with_id("VENT_OPTION_NEEDED")
                    .with_hint("--spot-price-max 0.30; vent machine prices shows what is asked"));
  if (!options.spot && options.max_price > 0)
    return fail(Error(ErrorKind::bad_input, "--spot-price-max is a bid, and no bid was asked for")
                    .with_id("VENT_OPTION_NEEDED")
                    .with_hint("add --spot-instance, or leave the price out"));
  if (options.spot) wish.max_price = options.max_price;
  if (!options.termination_time.empty()) wish.termination_time = TRY(normal_termination_time(options.termination_time));
  if (cluster != nullptr) wish.cluster = cluster->name;
  wish.role = wanted_role(options);
  wish.facilities = options.facilities;
  wish.tags = options.tags;
  wish.ipxe_script_url = options.ipxe_script_url;
  wish.always_pxe = options.always_pxe;
  wish.is_locked = options.locked;
  wish.billing_cycle = options.billing_cycle;
  for (const std::string& file : options.key_files) wish.public_keys.push_back(TRY(read_public_key_file(file)));
  wish.custom_data = TRY(read_json_file(options.custom_data_file, "the custom data"));
  wish.storage = TRY(read_json_file(options.storage_file, "the storage layout"));
  wish.user_data = TRY(wanted_user_data(options));
  return wish;
}

// Only what it still has to become is done to each.
Result<> bring_to_state(MachineScope& scope, DesiredState state, const std::vector<Machine>& existing) {
  for (const Machine& machine : existing) {
    const StateStep step = TRY(step_to_state(machine, state));
    if (step == StateStep::nothing) continue;
    if (step == StateStep::remove) {
      TRY(give_back(scope, machine));
      continue;
    }
    const MachineAction action = step == StateStep::power_on    ? MachineAction::power_on
                                 : step == StateStep::power_off ? MachineAction::power_off
                                                                : MachineAction::reboot;
    TRY(while_doing(fmt::format("{} {}", action_name(action), machine.name), scope.provider().act(machine, action)));
  }
  return Ok{};
}

}  // namespace

Result<int> machine_create(CommandContext& context, const MachineCreateOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options.common));
  const std::vector<std::string> names = TRY(expand_names(options.host_name, options.count, options.first));
  const DesiredState state = TRY(desired_state(options.state));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options.common));
  const FileLock lock = TRY(FileLock::take(scope->folder() / "rent.lock", "vent machine create"));
  const RentPlan plan = TRY(plan_rent(*scope, names));
  // A machine that can't be brought there says so before any other is touched.
  for (const Machine& machine : plan.existing) TRY(step_to_state(machine, state));

  std::vector<std::string> ids;
  for (const Machine& machine : plan.existing) {
    ids.push_back(machine.id);
    if (state == DesiredState::present) context.bus.say(fmt::format("{} exists already", machine.name));
  }
  // Nobody pays for a machine that shall be off.
  const bool makes_missing = state != DesiredState::absent && state != DesiredState::inactive;
  if (state == DesiredState::inactive)
    for (const std::string& name : plan.missing)
      context.bus.say(fmt::format("there is no machine {}, and none is made to be off", name));
  if (makes_missing && !plan.missing.empty()) {
    const bool is_own = options.common.provider == "static";
    MachineWish wish;
    if (!is_own) {
      wish = TRY(wish_from(options, scope->cluster()));
      TRY(check_wish(wish, TRY(TRY(scope->packet())->catalogue())));
    }
    for (const std::string& name : plan.missing) ids.push_back(TRY(rent_machine(context, *scope, wish, name)).id);
  }
  TRY(bring_to_state(*scope, state, plan.existing));

  std::optional<MachineGoal> goal;
  if (state == DesiredState::active || (state == DesiredState::rebooted && options.wait)) goal = MachineGoal::active;
  if (state == DesiredState::inactive) goal = MachineGoal::inactive;
  if (state == DesiredState::present && options.wait) goal = MachineGoal::active;
  if (state == DesiredState::absent && options.wait) goal = MachineGoal::gone;
  if (goal && !ids.empty()) TRY(wait_with_progress(context, *scope, ids, *goal, options.timeout_seconds));

  std::vector<Machine> now = TRY(scope->provider().list());
  std::erase_if(now, [&](const Machine& machine) { return std::ranges::find(ids, machine.id) == ids.end(); });
  std::ranges::stable_sort(now, {}, &Machine::name);
  show(machines_view(now, scope->cluster()), format);
  return 0;
}

}  // namespace vent
