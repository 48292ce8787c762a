#pragma once

#include "chapters/chapter.h"

namespace vent {

// For each part that talks to the API: where it is, and who the part is.
std::vector<Resource> kubeconfig_resources(const Design& design, const Host& host);

// That of one part, for what is started from it.
Resource admin_kubeconfig(const Design& design, const Host& host);
Resource controller_manager_kubeconfig(const Design& design, const Host& host);
Resource scheduler_kubeconfig(const Design& design, const Host& host);
Resource kubelet_kubeconfig(const Design& design, const Host& host);
Resource proxy_kubeconfig(const Design& design, const Host& host);
Resource flannel_kubeconfig(const Design& design, const Host& host);

}  // namespace vent
