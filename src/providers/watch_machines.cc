#include "providers/watch_machines.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace vent {
namespace {

const Machine* find_by_id(const std::vector<Machine>& machines, const std::string& id) {
  const auto found = std::ranges::find(machines, id, &Machine::id);
  return found == machines.end() ? nullptr : &*found;
}

bool is_passing(const Error& error) { return error.retry == Retry::later; }

bool has_reached(const Machine* machine, MachineGoal goal) {
  if (goal == MachineGoal::gone) return machine == nullptr || machine->state == "deleted";
  return machine != nullptr && machine->state == goal_name(goal);
}

Result<> check_goes_on(const std::vector<Machine>& seen, const std::string& id, const Machine* machine) {
  const Machine* known = find_by_id(seen, id);
  const std::string name = known == nullptr ? id : known->name;
  if (machine != nullptr && machine->state == "failed")
    return fail(Error(ErrorKind::failed, fmt::format("the machine {} has failed", name))
                    .with_id("VENT_MACHINE_FAILED")
                    .with_details(machine->problem)
                    .with_hint(fmt::format("vent machine events {}; vent machine delete {}", id, id)));
  if (machine != nullptr && !is_leaving(*machine)) return Ok{};
  const bool was_outbid = known != nullptr && known->is_spot;
  return fail(Error(ErrorKind::failed, fmt::format("the machine {} is gone", name))
                  .with_id("VENT_MACHINE_GONE")
                  .with_hint(was_outbid ? "it was rented by bid: vent machine prices shows what a new one must offer"
                                        : "somebody deleted it, or the provider took it back"));
}

}  // namespace

std::string_view change_name(MachineChange::Kind kind) {
  switch (kind) {
    case MachineChange::Kind::appeared:
      return "appeared";
    case MachineChange::Kind::state:
      return "state";
    case MachineChange::Kind::termination:
      return "termination";
    case MachineChange::Kind::gone:
      return "gone";
  }
  return "?";
}

std::string_view goal_name(MachineGoal goal) {
  switch (goal) {
    case MachineGoal::active:
      return "active";
    case MachineGoal::inactive:
      return "inactive";
    case MachineGoal::gone:
      return "gone";
  }
  return "?";
}

std::string MachineChange::text() const {
  switch (kind) {
    case Kind::appeared:
      return fmt::format("{}: new, {}", machine.name, machine.state);
    case Kind::state:
      return fmt::format("{}: {} → {}", machine.name, before, machine.state);
    case Kind::termination:
      return machine.termination_time
                 ? fmt::format("{}: will be taken away at {}", machine.name, *machine.termination_time)
                 : fmt::format("{}: stays; it was to be taken away at {}", machine.name, before);
    case Kind::gone:
      return fmt::format("{}: gone, was {}", machine.name, before);
  }
  return machine.name;
}

std::vector<MachineChange> changes_between(const std::vector<Machine>& before, const std::vector<Machine>& after) {
  std::vector<MachineChange> changes;
  for (const Machine& now : after) {
    const Machine* then = find_by_id(before, now.id);
    if (then == nullptr) {
      changes.push_back({MachineChange::Kind::appeared, now, ""});
      continue;
    }
    if (then->state != now.state) changes.push_back({MachineChange::Kind::state, now, then->state});
    if (then->termination_time != now.termination_time)
      changes.push_back({MachineChange::Kind::termination, now, then->termination_time.value_or("")});
  }
  for (const Machine& then : before)
    if (find_by_id(after, then.id) == nullptr) changes.push_back({MachineChange::Kind::gone, then, then.state});
  return changes;
}

Result<> watch_machines(MachineProvider& provider, const Watching& watching, const OnListing& on_listing,
                        const std::function<void(const Error&)>& on_trouble) {
  std::vector<Machine> known = TRY(provider.list());
  on_listing(known, {});
  while (watching.clock.sleep_for(watching.pause, watching.stop)) {
    Result<std::vector<Machine>> now = provider.list();
    if (!now && now.error().kind == ErrorKind::interrupted) break;
    if (!now && !is_passing(now.error())) return fail(std::move(now).error());
    if (!now) {
      on_trouble(now.error());
      continue;
    }
    const std::vector<MachineChange> changes = changes_between(known, *now);
    known = *std::move(now);
    if (!changes.empty()) on_listing(known, changes);
  }
  return Ok{};
}

Result<std::vector<Machine>> wait_for_machines(MachineProvider& provider, const std::vector<std::string>& ids,
                                               MachineGoal goal, const Watching& watching,
                                               const std::function<void(std::size_t reached)>& on_progress) {
  const Moment deadline = watching.clock.now() + watching.deadline;
  std::vector<Machine> seen;
  std::vector<std::string> waited_for;
  std::optional<Error> trouble;
  while (true) {
    Result<std::vector<Machine>> listing = provider.list();
    if (!listing && !is_passing(listing.error())) return fail(std::move(listing).error());
    if (listing) {
      trouble.reset();
      waited_for.clear();
      std::vector<Machine> reached;
      for (const std::string& id : ids) {
        const Machine* machine = find_by_id(*listing, id);
        if (goal != MachineGoal::gone) TRY(check_goes_on(seen, id, machine));
        if (!has_reached(machine, goal))
          waited_for.push_back(machine == nullptr ? id : fmt::format("{} ({})", machine->name, machine->state));
        else if (machine != nullptr)
          reached.push_back(*machine);
      }
      if (on_progress) on_progress(ids.size() - waited_for.size());
      if (waited_for.empty()) return reached;
      seen = *std::move(listing);
    } else {
      trouble = std::move(listing).error();
    }
    if (watching.clock.now() >= deadline)
      return fail(
          Error(ErrorKind::timed_out, fmt::format("after {} these are not {}: {}", format_duration(watching.deadline),
                                                  goal_name(goal), join(waited_for, ", ")))
              .with_id("VENT_DEADLINE")
              .with_details(trouble ? trouble->text() : "")
              .with_hint("they go on by themselves: vent machine list; vent machine wait"));
    if (!watching.clock.sleep_for(watching.pause, watching.stop))
      return fail(Error(ErrorKind::interrupted, "waiting was stopped; the machines go on")
                      .with_hint("vent machine list; vent machine wait"));
  }
}

}  // namespace vent
