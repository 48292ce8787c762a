#pragma once

#include "chapters/design.h"

namespace vent {

// A design for a cluster, with texts in place of keys that say whose they are, and artifacts of which nothing exists but
// the name.
Design design_for(Cluster cluster);

}  // namespace vent
