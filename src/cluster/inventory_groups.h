#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "cluster/inventory.h"

namespace vent {

// Who belongs to which groups of an inventory, also by way of `children`. The inventory must outlive it.
class InventoryGroups {
 public:
  // Adds a problem for each group that nobody defines, and for groups that contain themselves.
  InventoryGroups(const Inventory& inventory, Problems& problems);

  // All groups of a host, in the order in which Ansible applies their variables: the deeper the group, the later; those
  // equally deep by name.
  std::vector<const InventoryGroup*> of_host(const std::string& host) const;

 private:
  void look_at(const InventoryGroup& group, const Inventory& inventory, Problems& problems);

  const InventoryGroup* top_;  // `all`, to which every host belongs; null when the inventory says nothing about it
  std::map<const InventoryGroup*, std::set<const InventoryGroup*>> parents_;
  std::map<std::string, std::set<const InventoryGroup*>> direct_;  // by host
  std::map<const InventoryGroup*, int> depths_;
};

}  // namespace vent
