#include "validate/evidence.h"

#include <fmt/core.h>

#include "base/shell_quote.h"

namespace vent {

std::string way_to(const Scene& scene, const std::string& node, const std::string& address) {
  const Host* host = scene.cluster().find(node);
  if (host == nullptr) return "";
  return scene
      .on(*host, fmt::format("echo '{1}# ip route get {0}'; ip route get {0}; ip -details -brief link show type vxlan; "
                             "iptables -S | grep -E 'DROP|REJECT' | grep -v KUBE | head -5; true",
                             address, node))
      .value_or("");
}

std::string words_of_unit(const Scene& scene, const std::string& node, const std::string& unit) {
  const Host* host = scene.cluster().find(node);
  if (host == nullptr) return "";
  return scene
      .on(*host, fmt::format("echo {0} on {1} is $(systemctl is-active {0}); "
                             "journalctl --unit={0} --lines=4 --no-pager --quiet --output=cat | cut -c1-300; true",
                             shell_quote(unit), node))
      .value_or("");
}

std::string warnings_of_pods(const Scene& scene) {
  return scene
      .kubectl({"--namespace", Scene::kNamespace, "get", "events", "--field-selector=type=Warning",
                "--output=custom-columns=:.involvedObject.name,:.message", "--no-headers"})
      .value_or("");
}

}  // namespace vent
