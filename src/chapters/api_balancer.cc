#include "chapters/api_balancer.h"

#include <fmt/core.h>

#include "chapters/layout.h"
#include "chapters/parts.h"

namespace vent {
namespace {

constexpr const char* kFolder = "/etc/vent-api-balancer";

// Each host asks each controller every two seconds, and at once when a connection fails; the next try goes to another
// controller. Connections to one that isn't ready are cut: whoever has them would wait for answers from nobody.
std::string settings(const Cluster& cluster) {
  std::string text = fmt::format(
      "global\n"
      "    maxconn 4000\n"
      "defaults\n"
      "    mode tcp\n"
      "    timeout connect 1s\n"
      "    retries 3\n"
      "    option redispatch 1\n"
      "    timeout client 1h\n"
      "    timeout server 1h\n"
      "    timeout check 2s\n"
      "listen api\n"
      "    bind 127.0.0.1:{}\n"
      "    balance roundrobin\n"
      "    option httpchk GET /readyz\n"
      "    default-server check check-ssl verify none inter 2s fastinter 500ms fall 2 rise 1 "
      "observe layer4 error-limit 1 on-error fastinter on-marked-down shutdown-sessions\n",
      kBalancerPort);
  for (const Host* host : cluster.with_role(Role::controller))
    text += fmt::format("    server {} {}:{}\n", host->name, host->private_address.text(), kApiPort);
  return text;
}

}  // namespace

std::vector<Resource> api_balancer_resources(const Cluster& cluster) {
  if (!cluster.has_several_controllers()) return {};
  std::vector<Resource> resources = {
      {.spec = Package{"haproxy"}, .why = "Passes connections on to a controller that is ready."},
      directory(kFolder, "What the balancer reads.")};
  const std::string path = fmt::format("{}/haproxy.cfg", kFolder);
  const std::vector<Resource> inputs = {
      file(path, settings(cluster), "Where the controllers are; each is asked every two seconds how it is.")};
  resources.push_back(inputs.front());
  UnitFile service = service_unit("Way to the Kubernetes API", "notify", {"/usr/sbin/haproxy", "-Ws", "-f", path});
  harden(service, "haproxy", {});
  resources.push_back(unit("vent-api-balancer.service", service, inputs, "So that no host depends on one controller."));
  return resources;
}

}  // namespace vent
