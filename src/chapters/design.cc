#include "chapters/design.h"

#include <fmt/core.h>

#include "base/text.h"
#include "chapters/layout.h"

namespace vent {

const Host& first_controller(const Cluster& cluster) { return *cluster.with_role(Role::controller).front(); }

bool is_first_controller(const Cluster& cluster, const Host& host) {
  return host.name == first_controller(cluster).name;
}

bool runs_dns(const Cluster& cluster, const Host& host) {
  constexpr std::size_t kEnoughWorkers = 2;
  return is_worker(host) || cluster.with_role(Role::worker).size() < kEnoughWorkers;
}

bool runs_sandboxes(const Cluster& cluster, const Host& host) {
  if (!cluster.has_gvisor) return false;
  return is_worker(host) || cluster.with_role(Role::worker).empty();
}

Ipv4 dns_address(const Cluster& cluster) { return cluster.services.at(10); }

Ipv4 api_service_address(const Cluster& cluster) { return cluster.services.at(1); }

std::string api_url(const Cluster& cluster, const Host& host) {
  if (cluster.has_several_controllers()) return fmt::format("https://127.0.0.1:{}", kBalancerPort);
  if (is_controller(host)) return own_api_url(cluster, host);
  return fmt::format("https://{}:{}", first_controller(cluster).private_address.text(), kApiPort);
}

std::string own_api_url(const Cluster& cluster, const Host& host) {
  return fmt::format("https://{}:{}", cluster.api.is_private ? host.private_address.text() : "127.0.0.1", kApiPort);
}

std::string api_bind_address(const Cluster& cluster, const Host& host) {
  return cluster.api.is_private ? host.private_address.text() : "0.0.0.0";
}

}  // namespace vent
