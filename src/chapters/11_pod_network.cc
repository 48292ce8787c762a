#include "chapters/11_pod_network.h"

#include "chapters/flannel.h"
#include "chapters/vxlan.h"

namespace vent {

std::vector<Resource> pod_network_resources(const Design& design, const Host& host) {
  return design.cluster.overlay == Overlay::vxlan ? vxlan_resources(design, host) : flannel_resources(design, host);
}

}  // namespace vent
