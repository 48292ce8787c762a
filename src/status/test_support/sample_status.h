#pragma once

#include "status/status.h"

namespace vent {

// A cluster on which all is well, of two controllers and a worker (sample_cluster()), for tests to damage.
ClusterStatus well_status(const Cluster& cluster, WallTime now);

// A certificate that ends after so many days.
Certificate certificate_for(int days, WallTime now);

}  // namespace vent
