#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/result.h"
#include "providers/inventory/python_pattern.h"

namespace vent {

// What a packet_net.ini says: which machines of the API are in the inventory, and which groups are made of them. A key
// that is left out means what it means here, and to those who read such files before us.
struct InventorySettings {
  std::vector<std::string> projects;  // by name; empty: all
  std::string projects_exclude;       // a project whose name stands anywhere in it is left out
  std::set<std::string> device_states = {"active", "inactive", "queued", "provisioning"};
  int items_per_page = 999;
  std::string cache_path = "~/.ansible/tmp";
  std::chrono::seconds cache_max_age = std::chrono::seconds(10);  // 0: no cache
  bool nested_groups = false;
  bool replace_dash_in_groups = true;
  bool group_by_device_id = true;
  bool group_by_hostname = true;
  bool group_by_facility = true;
  bool group_by_project = true;
  bool group_by_operating_system = true;
  bool group_by_plan_type = true;
  bool group_by_tags = true;
  bool group_by_tag_none = true;
  std::optional<PythonPattern> pattern_include, pattern_exclude;  // of host names

  // Not in older files. Without it, the last public address of a machine is the one it is reached by, also when that is
  // an elastic one that has moved to the machine; with it, only the address that the machine was made with.
  bool management_address_only = false;

  // What stands in the file and means nothing.
  std::vector<Error> warnings;
};

// One error stands for all that is wrong.
Result<InventorySettings> read_inventory_settings(std::string_view text, const std::string& file_name);

// All keys that packet_net.ini may have, in the order of the reference.
std::vector<std::string> inventory_setting_names();

// ~ and $VARIABLE in a path, as shells and Python have them; what isn't set stays as it is written.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::string expand_path(const std::string& path, const Environment& environment);

}  // namespace vent
