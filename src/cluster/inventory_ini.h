#pragma once

#include <string>
#include <string_view>

#include "cluster/inventory.h"

namespace vent {

// The INI form: [group] with a host and its variables on a line, [group:vars] with `name = value`, [group:children] with
// names of groups. Not an INI file as formats/ini.h reads it: a host line has no key.
Inventory read_inventory_ini(std::string_view text, const std::string& file, Problems& problems);

}  // namespace vent
