#pragma once

#include "chapters/chapter.h"

namespace vent {

// How secrets are encrypted before etcd gets them.
std::vector<Resource> encryption_resources(const Design& design, const Host& host);

}  // namespace vent
