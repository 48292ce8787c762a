#pragma once

#include "chapters/chapter.h"

namespace vent {

// CoreDNS, which answers for the names of services.
std::vector<Resource> cluster_dns_resources(const Design& design, const Host& host);

}  // namespace vent
