#pragma once

#include "chapters/chapter.h"

namespace vent {

// What makes a host a node: containerd, the kubelet, kube-proxy. Controllers are nodes too, for the API has to reach
// services and pods; a taint keeps others' pods away from them.
std::vector<Resource> worker_resources(const Design& design, const Host& host);

}  // namespace vent
