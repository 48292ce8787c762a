#pragma once

#include "chapters/chapter.h"

namespace vent {

// Two controllers and a worker, with private addresses 10.80.0.1, 10.80.1.1 and 10.80.2.1.
Cluster sample_cluster();

// A host to which no check has anything to say.
HostKnowledge good_host(const Host& host);
// The same for all hosts of the cluster, each of which reaches the others.
Knowledge good_hosts(const Cluster& cluster);

}  // namespace vent
