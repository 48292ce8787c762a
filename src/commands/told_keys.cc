#include "commands/told_keys.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/shell_quote.h"
#include "base/text.h"
#include "remote/known_hosts.h"

namespace vent {
namespace {

bool has(const std::vector<HostKey>& keys, const HostKey& key) { return std::ranges::find(keys, key) != keys.end(); }

bool all_in(const std::vector<HostKey>& some, const std::vector<HostKey>& keys) {
  return std::ranges::all_of(some, [&](const HostKey& key) { return has(keys, key); });
}

Result<std::optional<PinOrigin>> read_origin(const MachineScope& scope, const std::string& name) {
  const Path file = scope.pin_origin_file(name);
  const std::optional<std::string> text = TRY(read_file_if_present(file));
  if (!text) return std::optional<PinOrigin>();
  const Json json = TRY(parse_json(*text, file.string()));
  PinOrigin origin;
  origin.machine_id = TRY(json.text("machine"));
  origin.reinstalls = TRY(json.integer("reinstalls"));
  return std::optional<PinOrigin>(std::move(origin));
}

Error changed(const MachineScope& scope, const Machine& machine, const std::vector<HostKey>& told,
              const std::vector<HostKey>& pinned) {
  std::vector<std::string> lines;
  for (const HostKey& key : pinned) lines.push_back(fmt::format("pinned: {} {}", short_type(key), fingerprint(key)));
  for (const HostKey& key : told) lines.push_back(fmt::format("told:   {} {}", short_type(key), fingerprint(key)));
  return Error(ErrorKind::not_permitted,
               fmt::format("the provider tells another host key of {} than the pinned one, and of no reinstall",
                           machine.name))
      .with_id("VENT_HOST_KEY_CHANGED")
      .with_details(join(lines, "\n"))
      .with_hint(fmt::format("what was done to it: vent machine events {}\n"
                             "if you know why, forget the pinned one: ssh-keygen -R {} -f {}",
                             machine.id, machine.name, shell_quote(scope.known_hosts().string())));
}

}  // namespace

bool told_keys_differ(const std::vector<HostKey>& told, const std::vector<HostKey>& pinned) {
  return !all_in(told, pinned) && !all_in(pinned, told);
}

ToldKeyStep told_key_step(const std::vector<HostKey>& told, const std::vector<HostKey>& pinned,
                          const std::optional<PinOrigin>& origin, const PinOrigin& now) {
  if (told.empty() || (all_in(told, pinned) && all_in(pinned, told))) return ToldKeyStep::nothing;
  if (!told_keys_differ(told, pinned)) return ToldKeyStep::pin;
  if (origin && origin->machine_id != now.machine_id) return ToldKeyStep::pin_of_new_machine;
  const bool was_reinstalled = now.reinstalls > (origin ? origin->reinstalls : 0);
  return was_reinstalled ? ToldKeyStep::pin_after_reinstall : ToldKeyStep::refuse;
}

std::int64_t count_reinstalls(const std::vector<MachineEvent>& events) {
  return std::ranges::count_if(events, [](const MachineEvent& event) {
    return event.type.find("reinstall") != std::string::npos || event.type.find("Reinstall") != std::string::npos;
  });
}

Result<> pin_told_keys(CommandContext& context, MachineScope& scope, const Machine& machine) {
  std::vector<HostKey> told;
  for (const std::string& text : machine.host_keys) told.push_back(TRY(read_host_key(text)));
  const std::vector<HostKey> pinned = TRY(read_pinned_keys(scope.known_hosts(), machine.name));
  const std::optional<PinOrigin> origin = TRY(read_origin(scope, machine.name));
  PinOrigin now{machine.id, 0};
  ToldKeyStep step = told_key_step(told, pinned, origin, now);
  if (step == ToldKeyStep::nothing) return Ok{};
  now.reinstalls = count_reinstalls(TRY(scope.provider().events(machine)));
  step = told_key_step(told, pinned, origin, now);
  if (step == ToldKeyStep::refuse) return fail(changed(scope, machine, told, pinned));
  if (step != ToldKeyStep::pin)
    context.bus.say(
        fmt::format("{} {}, so it has another host key: {}", machine.name,
                    step == ToldKeyStep::pin_of_new_machine ? "is another machine than before" : "was installed anew",
                    fingerprint(told.front())));
  TRY(pin_host_keys(scope.known_hosts(), machine.name, told));
  return note_origin(scope, machine.name, now);
}

Result<> note_origin(const MachineScope& scope, const std::string& name, const PinOrigin& origin) {
  const Path file = scope.pin_origin_file(name);
  TRY(make_directories(file.parent_path(), 0700));
  return write_file(
      file, Json::object().set("machine", origin.machine_id).set("reinstalls", origin.reinstalls).compact() + "\n",
      0600);
}

}  // namespace vent
