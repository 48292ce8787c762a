#pragma once

#include "chapters/chapter.h"

namespace vent {

// The overlay vxlan: a link of the kernel on each host, and for each other host entries that say where its pods are.
// Who has which range stands in the design, so nobody has to be asked, and nothing runs for it.
std::vector<Resource> vxlan_resources(const Design& design, const Host& host);

}  // namespace vent
