#include "metal/api/device_events.h"

#include <fmt/core.h>

#include "base/text.h"
#include "metal/api/projects.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

constexpr int kDiskIsMade = 9;  // 101 to 109

}  // namespace

bool is_being_built(const Host& host) {
  return host.state == HostState::queued || host.state == HostState::provisioning ||
         host.state == HostState::reinstalling;
}

const std::vector<DeviceEvent>& provisioning_steps() {
  // Clients wait for the last sentence, and some for its words.
  static const std::vector<DeviceEvent> steps = {
      {"provisioning.101", "Provisioning started"},
      {"provisioning.102", "Network configured"},
      {"provisioning.103", "Configuration written, restarting device"},
      {"provisioning.104", "Connected to magic install system"},
      {"provisioning.105", "Server partitions created"},
      {"provisioning.106", "Operating system packages installed"},
      {"provisioning.107", "Server networking interfaces configured"},
      {"provisioning.108", "Cloud-init packages installed and configured"},
      {"provisioning.109", "Installation finished, rebooting server"},
      {"provisioning.110", "Provision complete! Your device is ready to go."},
  };
  return steps;
}

int provisioning_progress(const Host& host) {
  if (host.state == HostState::queued) return 0;
  if (host.state == HostState::active) return static_cast<int>(provisioning_steps().size());
  return host.done.reinstalls < host.wanted.reinstalls ? 1 : kDiskIsMade;
}

std::vector<DeviceEvent> events_between(const Host& before, const Host& after) {
  std::vector<DeviceEvent> events;
  const bool goes_on = is_being_built(after) || after.state == HostState::active;
  if (goes_on && (is_being_built(before) || is_being_built(after)))
    for (int i = provisioning_progress(before); i < provisioning_progress(after); ++i)
      events.push_back(provisioning_steps()[static_cast<std::size_t>(i)]);
  if (before.state == after.state) return events;
  if (after.state == HostState::failed) events.push_back({"instance.failed", "Device failed: " + after.problem});
  if (after.state == HostState::inactive) events.push_back({"instance.powered_off", "Device powered off"});
  const bool was_off = before.state == HostState::powering_on || before.state == HostState::rebooting;
  if (after.state == HostState::active && was_off) events.push_back({"instance.powered_on", "Device powered on"});
  return events;
}

Result<> write_event(Store& store, const Host& host, const DeviceEvent& event, WallTime now) {
  const std::string id = TRY(new_uuid());
  const std::string project = project_id_of(host);
  const std::string sentence = replace_all(event.body, "%device%", host.name);
  const Json document = Json::object()
                            .set("id", id)
                            .set("type", event.type)
                            .set("body", event.body)
                            .set("state", Json())
                            .set("created_at", format_utc(now))
                            .set("relationships", Json::array()
                                                      .push(Json::object().set("href", "/devices/" + host.id))
                                                      .push(Json::object().set("href", "/projects/" + project)))
                            .set("ip", "127.0.0.1")
                            .set("modified_by", Json::object()
                                                    .set("id", stable_id("user"))
                                                    .set("full_name", "vent")
                                                    .set("avatar_url", "")
                                                    .set("avatar_thumb_url", ""))
                            .set("interpolated", sentence)
                            .set("href", "/events/" + id);
  return store.put_record(
      {.kind = "event", .id = id, .owner = project, .subject = host.id, .document = document.compact()});
}

Result<> note_gone(Store& store, const Host& host) {
  return store.put_record(
      {.kind = "gone device", .id = host.id, .owner = project_id_of(host), .subject = {}, .document = "{}"});
}

Result<bool> is_gone(const Store& store, const std::string& id) {
  return TRY(store.record("gone device", id)).has_value();
}

}  // namespace vent::metal
