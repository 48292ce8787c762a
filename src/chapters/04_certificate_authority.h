#pragma once

#include "chapters/chapter.h"

namespace vent {

// The certificates of each part, readable by that part alone.
std::vector<Resource> certificate_resources(const Design& design, const Host& host);

// Those that a part was started from.
std::vector<Resource> etcd_certificates(const Design& design, const Host& host);
std::vector<Resource> api_server_certificates(const Design& design, const Host& host);
std::vector<Resource> controller_manager_certificates(const Design& design, const Host& host);
std::vector<Resource> scheduler_certificates(const Design& design, const Host& host);
std::vector<Resource> kubelet_certificates(const Design& design, const Host& host);

}  // namespace vent
