#pragma once

#include "cluster/cluster.h"
#include "providers/inventory/ansible_inventory.h"

namespace vent {

// The hosts of a cluster file as Ansible's inventory, without any API. Groups by role: `controller` and `worker`, and
// the same hosts in `tag_controller` and `tag_worker`, as machines with these tags are grouped; and all of them in a
// group of the cluster's name. The variables are those that vent itself reads from inventories.
AnsibleInventory cluster_inventory(const Cluster& cluster);

}  // namespace vent
