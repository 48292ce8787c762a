#include "providers/inventory/machine_source.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "providers/inventory/all_pages.h"

namespace vent {
namespace {

// Enough to hide the way to a far API, and few enough not to look like an attack.
constexpr int kConnections = 8;

// One connection to the API.
struct PacketConnection {
  PacketConnection(const PacketAccess& access, Clock& clock, const std::stop_token& stop)
      : api(access, http, clock, stop) {}

  CurlHttpClient http;
  PacketApi api;
};

}  // namespace

MachineSource packet_source(const PacketAccess& access, int items_per_page, Clock& clock, const std::stop_token& stop) {
  const auto connect = [access, &clock, stop] { return std::make_shared<PacketConnection>(access, clock, stop); };
  const std::shared_ptr<PacketConnection> connection = connect();
  const std::string size = std::to_string(items_per_page);

  const auto list = [=](const std::string& path, const std::string& key) -> Result<std::vector<Json>> {
    const auto make_reader = [&, is_first = true]() mutable -> PageReader {
      return [path, size, reader = std::exchange(is_first, false) ? connection : connect()](int page) {
        return reader->api.get(path, {{"per_page", size}, {"page", std::to_string(page)}});
      };
    };
    std::optional<std::vector<Json>> all = TRY(all_pages_at_once(make_reader, kConnections, key));
    return all ? *std::move(all) : TRY(connection->api.list(path, key, {{"per_page", size}}));
  };
  MachineSource source;
  source.projects = [=] { return list("/projects", "projects"); };
  source.devices = [=](const std::string& project) { return list("/projects/" + project + "/devices", "devices"); };
  source.device = [=](const std::string& id) -> Result<std::optional<Json>> {
    Result<Json> device = connection->api.get("/devices/" + id);
    if (device) return std::optional<Json>(*std::move(device));
    // The API also forbids to look at what was deleted.
    const std::string& reason = device.error().id;
    if (reason == "VENT_API_NOT_FOUND" || reason == "VENT_API_FORBIDDEN") return std::optional<Json>();
    return fail(std::move(device).error());
  };
  return source;
}

Result<WantedMachines> wanted_machines(const MachineSource& source, const InventorySettings& settings) {
  WantedMachines wanted;
  wanted.unknown_projects = settings.projects;
  const std::vector<Json> projects = TRY(source.projects());
  for (const Json& project : projects) {
    ProjectMachines machines;
    machines.id = TRY(project.text("id"));
    machines.name = TRY(project.text("name"));
    std::erase(wanted.unknown_projects, machines.name);
    if (!wants_project(settings, machines.name)) continue;
    machines.devices = TRY(
        while_doing(fmt::format("listing the machines of the project {}", machines.name), source.devices(machines.id)));
    wanted.projects.push_back(std::move(machines));
  }
  return wanted;
}

}  // namespace vent
