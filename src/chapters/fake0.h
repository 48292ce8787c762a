#pragma once

#include <vector>

#include "cluster/cluster.h"
#include "resources/resource.h"

namespace vent {

// The private address on an interface of its own: some network plugins take the first address of an interface, and
// rented machines have the public and the private one both on the bond.
std::vector<Resource> fake0_resources(const Fake0& fake0, const Host& host);

}  // namespace vent
