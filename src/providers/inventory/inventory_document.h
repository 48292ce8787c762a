#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "formats/json.h"
#include "providers/inventory/ansible_inventory.h"
#include "providers/inventory/inventory_settings.h"

namespace vent {

// The machines of the API as Ansible's inventory. Pure: the same machines and settings, the same document.

struct ProjectMachines {
  std::string id;
  std::string name;
  std::vector<Json> devices;  // as the API shows them
};

// Where to ask for a host alone: its project and its id, by name.
struct MachinePlace {
  std::string project_id;
  std::string device_id;

  bool operator==(const MachinePlace&) const = default;
};
using MachineIndex = std::map<std::string, MachinePlace>;

struct MachineInventory {
  AnsibleInventory inventory;
  MachineIndex index;
  std::vector<std::string> doubled;  // names that several machines have: the last one's address counts
};

// A machine is in it when its state is wanted, it has a public IPv4 address and the patterns let its name pass.
Result<MachineInventory> machine_inventory(const std::vector<ProjectMachines>& projects,
                                           const InventorySettings& settings);

// The same as the document that `--list` prints.
Result<Json> inventory_document(const std::vector<ProjectMachines>& projects, const InventorySettings& settings);

// The variables of one machine; nothing when it is not reached by a public IPv4 address.
Result<std::optional<std::map<std::string, Json>>> machine_variables(const Json& device,
                                                                     const InventorySettings& settings);

// Whether the settings want the project of this name.
bool wants_project(const InventorySettings& settings, const std::string& name);

}  // namespace vent
