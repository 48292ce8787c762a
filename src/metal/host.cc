#include "metal/host.h"

#include <array>

#include "formats/json.h"

namespace vent::metal {
namespace {

struct StateName {
  HostState state;
  std::string_view name;
};
constexpr std::array<StateName, 10> kStates = {{
    {HostState::queued, "queued"},
    {HostState::provisioning, "provisioning"},
    {HostState::active, "active"},
    {HostState::inactive, "inactive"},
    {HostState::powering_on, "powering_on"},
    {HostState::powering_off, "powering_off"},
    {HostState::rebooting, "rebooting"},
    {HostState::reinstalling, "reinstalling"},
    {HostState::deprovisioning, "deprovisioning"},
    {HostState::failed, "failed"},
}};

std::int64_t to_milliseconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}
WallTime from_milliseconds(std::int64_t count) { return WallTime(std::chrono::milliseconds(count)); }

Json list_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

}  // namespace

std::string_view state_name(HostState state) { return kStates[static_cast<std::size_t>(state)].name; }

std::optional<HostState> state_from_name(std::string_view name) {
  for (const StateName& entry : kStates)
    if (entry.name == name) return entry.state;
  return std::nullopt;
}

bool is_settled(const Host& host) {
  if (host.state == HostState::failed) return true;
  if (host.wanted.deleted) return false;
  if (host.done.reinstalls < host.wanted.reinstalls) return false;
  // Switching off overtakes a reboot that was not begun.
  if (!host.wanted.powered) return host.state == HostState::inactive;
  return host.done.reboots == host.wanted.reboots && host.state == HostState::active;
}

std::string to_json_text(const Host& host) {
  return Json::object()
      .set("id", host.id)
      .set("name", host.name)
      .set("slot", host.slot)
      .set("state", state_name(host.state))
      .set("wanted", Json::object()
                         .set("powered", host.wanted.powered)
                         .set("deleted", host.wanted.deleted)
                         .set("reboots", host.wanted.reboots)
                         .set("reinstalls", host.wanted.reinstalls)
                         .set("since", to_milliseconds(host.wanted.since)))
      .set("done", Json::object().set("reboots", host.done.reboots).set("reinstalls", host.done.reinstalls))
      .set("problem", host.problem)
      .set("user_data", host.user_data)
      .set("authorized_keys", list_json(host.authorized_keys))
      .set("image", host.image)
      .set("machine_id", host.machine_id)
      .set("host_keys", list_json(host.host_keys))
      .set("created_at", to_milliseconds(host.created_at))
      .set("seconds_to_ssh", host.seconds_to_ssh ? Json(*host.seconds_to_ssh) : Json())
      .set("rental", rental_json(host.rental))
      .compact();
}

Result<Host> host_from_json_text(const std::string& text) {
  const Json json = TRY(parse_json(text, "a host's record"));
  const std::string name_of_state = TRY(json.text("state"));
  const std::optional<HostState> state = state_from_name(name_of_state);
  if (!state) return fail(Error(ErrorKind::bad_input, "a host's record has the unknown state " + name_of_state));
  const Json wanted = TRY(json.field("wanted"));
  const Json done = TRY(json.field("done"));
  // A host of an older vent was not rented.
  Rental rental;
  if (json.has("rental")) rental = TRY(rental_from_json(TRY(json.field("rental"))));
  return Host{.id = TRY(json.text("id")),
              .name = TRY(json.text("name")),
              .slot = static_cast<int>(TRY(json.integer("slot"))),
              .state = *state,
              .wanted = {.powered = TRY(wanted.boolean("powered")),
                         .deleted = TRY(wanted.boolean("deleted")),
                         .reboots = static_cast<int>(TRY(wanted.integer("reboots"))),
                         .reinstalls = static_cast<int>(TRY(wanted.integer("reinstalls"))),
                         .since = from_milliseconds(TRY(wanted.integer("since")))},
              .done = {.reboots = static_cast<int>(TRY(done.integer("reboots"))),
                       .reinstalls = static_cast<int>(TRY(done.integer("reinstalls")))},
              .problem = TRY(json.text("problem")),
              .user_data = TRY(json.text("user_data")),
              .authorized_keys = TRY(json.texts("authorized_keys")),
              .image = TRY(json.text("image")),
              .machine_id = TRY(json.text("machine_id")),
              .host_keys = TRY(json.texts("host_keys")),
              .created_at = from_milliseconds(TRY(json.integer("created_at"))),
              .seconds_to_ssh = TRY(json.optional_number("seconds_to_ssh")),
              .rental = std::move(rental)};
}

}  // namespace vent::metal
