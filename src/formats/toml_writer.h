#pragma once

#include <string>

#include "formats/json.h"

namespace vent {

// An object as TOML, as containerd's configuration needs it: the same value gives the same bytes, keys stay in their order
// (though a table's own values stand before its inner tables, as TOML wants it), keys are quoted where they must be.
// Lists stand on one line; an object in a list becomes an inline table. TOML knows no null: such keys are left out, and
// so are such items.
std::string write_toml(const Json& table);

}  // namespace vent
