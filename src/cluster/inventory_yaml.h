#pragma once

#include "cluster/inventory.h"
#include "formats/yaml.h"

namespace vent {

// The YAML form: groups with `hosts`, `vars` and `children`, one in the other.
Inventory read_inventory_yaml(const YamlDocument& document, Problems& problems);

}  // namespace vent
