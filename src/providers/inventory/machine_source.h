#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "providers/inventory/inventory_document.h"
#include "providers/packet/packet_api.h"

namespace vent {

// Where the machines of an inventory come from.
struct MachineSource {
  std::function<Result<std::vector<Json>>()> projects;
  std::function<Result<std::vector<Json>>(const std::string& project_id)> devices;
  std::function<Result<std::optional<Json>>(const std::string& device_id)> device;  // nothing: it is gone
};

// The Packet API. The clock must outlive it.
MachineSource packet_source(const PacketAccess& access, int items_per_page, Clock& clock, const std::stop_token& stop);

struct WantedMachines {
  std::vector<ProjectMachines> projects;
  std::vector<std::string> unknown_projects;  // named in the settings, and not there
};
Result<WantedMachines> wanted_machines(const MachineSource& source, const InventorySettings& settings);

}  // namespace vent
