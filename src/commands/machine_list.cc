// vent machine list and events: looking, once or on and on.

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "commands/machine_scope.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kPauseElsewhere{5};
constexpr std::chrono::milliseconds kPauseHere{500};

Watching watching_of(CommandContext& context, const MachineScope& scope) {
  return {.clock = context.clock,
          .stop = context.stop,
          .pause = scope.is_on_this_machine() ? Duration(kPauseHere) : Duration(kPauseElsewhere)};
}

std::vector<Machine> wanted(std::vector<Machine> machines, const MachineListOptions& options) {
  std::erase_if(machines, [&](const Machine& machine) {
    const bool has_tag = options.tag.empty() || std::ranges::find(machine.tags, options.tag) != machine.tags.end();
    return !has_tag || (!options.state.empty() && machine.state != options.state);
  });
  std::ranges::stable_sort(machines, {}, &Machine::name);
  return machines;
}

Result<int> watch_list(CommandContext& context, const MachineListOptions& options, MachineScope& scope,
                       MachineFormat format) {
  bool is_first = true;
  const auto show_changes = [&](const std::vector<Machine>& now, const std::vector<MachineChange>& changes) {
    if (is_first) show(machines_view(wanted(now, options), scope.cluster()), format);
    is_first = false;
    for (const MachineChange& change : changes) {
      if (wanted({change.machine}, {.common = {}, .tag = options.tag, .state = ""}).empty()) continue;
      if (format == MachineFormat::json)
        print(change_json(change).compact() + "\n");
      else
        print(fmt::format("{}  {}\n", format_utc(context.clock.wall()), change.text()));
    }
  };
  TRY(watch_machines(scope.provider(), watching_of(context, scope), show_changes,
                     [&](const Error& trouble) { context.bus.warn(trouble.message); }));
  return 0;
}

// In order of time, as far as it is said.
Result<std::vector<SeenEvent>> events_of(MachineScope& scope, const std::vector<Machine>& machines) {
  std::vector<SeenEvent> seen;
  for (const Machine& machine : machines) {
    Result<std::vector<MachineEvent>> events = scope.provider().events(machine);
    // It went away while we looked.
    if (!events && (events.error().id == "VENT_API_FORBIDDEN" || events.error().id == "VENT_API_NOT_FOUND")) continue;
    const std::vector<MachineEvent> list = TRY(std::move(events));
    for (const MachineEvent& event : list) seen.push_back({machine.name, event});
  }
  std::ranges::stable_sort(seen, {}, [](const SeenEvent& one) { return one.event.created; });
  return seen;
}

std::string identity(const SeenEvent& seen) {
  return seen.event.id.empty() ? event_line(seen) : seen.machine + " " + seen.event.id;
}

void show_event(const SeenEvent& seen, MachineFormat format) {
  print((format == MachineFormat::json ? event_json(seen).set("schemaVersion", 1).compact() : event_line(seen)) + "\n");
}

Result<int> follow_events(CommandContext& context, const MachineEventsOptions& options, MachineScope& scope,
                          MachineFormat format) {
  const Watching watching = watching_of(context, scope);
  std::set<std::string> shown;
  std::vector<Machine> known = TRY(chosen_machines(scope, options.names));
  std::vector<std::string> ids;
  for (const Machine& machine : known) ids.push_back(machine.id);
  do {
    Result<std::vector<Machine>> listing = scope.provider().list();
    Result<std::vector<SeenEvent>> events = fail(Error(ErrorKind::bug, "nothing was asked"));
    if (listing && !options.names.empty())
      std::erase_if(*listing, [&](const Machine& one) { return std::ranges::find(ids, one.id) == ids.end(); });
    events = listing ? events_of(scope, *listing) : fail(listing.error());
    if (!events && events.error().kind == ErrorKind::interrupted) break;
    if (!events && events.error().retry != Retry::later) return fail(std::move(events).error());
    if (!events) {
      context.bus.warn(events.error().message);
      continue;
    }
    for (const SeenEvent& seen : *events)
      if (shown.insert(identity(seen)).second) show_event(seen, format);
    // What no event says: that it is about to be taken away, and that it is gone.
    for (const MachineChange& change : changes_between(known, *listing))
      show_event(
          {change.machine.name,
           {"", fmt::format("vent.{}", change_name(change.kind)), change.text(), format_utc(context.clock.wall())}},
          format);
    known = *std::move(listing);
  } while (context.clock.sleep_for(watching.pause, context.stop));
  return 0;
}

}  // namespace

Result<int> machine_list(CommandContext& context, const MachineListOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options.common));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options.common));
  if (options.watch) return watch_list(context, options, *scope, format);
  const std::vector<Machine> machines = wanted(TRY(scope->provider().list()), options);
  warn_of_orphans(context, machines, scope->cluster());
  show(machines_view(machines, scope->cluster()), format);
  return 0;
}

Result<int> machine_events(CommandContext& context, const MachineEventsOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options.common));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options.common));
  if (options.follow) return follow_events(context, options, *scope, format);
  const std::vector<Machine> machines = TRY(chosen_machines(*scope, options.names));
  const std::vector<SeenEvent> events = TRY(events_of(*scope, machines));
  MachineListing listing;
  listing.key = "events";
  listing.narrow_columns = 4;
  listing.rows = {{"TIME", "MACHINE", "TYPE", "EVENT", "ID"}};
  for (const SeenEvent& seen : events) {
    listing.rows.push_back({seen.event.created.empty() ? "-" : seen.event.created, seen.machine,
                            seen.event.type.empty() ? "-" : seen.event.type, seen.event.text, seen.event.id});
    listing.items.push(event_json(seen));
    listing.names.push_back(seen.event.id);
  }
  show(listing, format);
  return 0;
}

}  // namespace vent
