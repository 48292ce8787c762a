#pragma once

#include <rapidcheck.h>

#include "cluster/cluster.h"

namespace vent {

// Clusters as a reader gives them: all good, with everything optional there or not.
rc::Gen<Cluster> any_cluster();

}  // namespace vent
