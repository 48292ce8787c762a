#pragma once

#include <string>

#include "cluster/cluster.h"

namespace vent {

// Shell that makes all keys of a cluster with openssl, into the folder `keys` where it is typed: the same names as in
// vent's folder of keys, and certificates that say the same.
std::string keys_by_hand(const Cluster& cluster);

}  // namespace vent
