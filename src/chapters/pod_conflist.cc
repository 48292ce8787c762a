#include "chapters/pod_conflist.h"

#include <fmt/core.h>

namespace vent {

std::string pod_conflist(std::string_view range, std::string_view mtu) {
  return fmt::format(R"({{
  "cniVersion": "1.0.0",
  "name": "vent",
  "plugins": [
    {{
      "type": "bridge",
      "bridge": "cni0",
      "isDefaultGateway": true,
      "hairpinMode": true,
      "ipMasq": false,
      "mtu": {},
      "ipam": {{"type": "host-local", "ranges": [[{{"subnet": "{}"}}]]}}
    }},
    {{"type": "portmap", "capabilities": {{"portMappings": true}}}},
    {{"type": "bandwidth", "capabilities": {{"bandwidth": true}}}},
    {{"type": "firewall"}}
  ]
}}
)",
                     mtu, range);
}

}  // namespace vent
