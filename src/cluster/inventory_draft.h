#pragma once

#include "cluster/draft.h"
#include "cluster/inventory.h"

namespace vent {

// What an inventory means for us: hosts with the roles that their groups say, and how to reach them. What would change
// that meaning and isn't understood is a problem; what else stands there is left out, with a note.
ClusterDraft draft_of_inventory(const Inventory& inventory, Problems& problems);

}  // namespace vent
