#include "status/status.h"

#include <algorithm>

namespace vent {

const HostStatus* ClusterStatus::find(std::string_view host) const {
  const auto found = std::ranges::find_if(hosts, [&](const HostStatus& one) { return one.host->name == host; });
  return found == hosts.end() ? nullptr : &*found;
}

std::vector<EtcdStatus::Member> ClusterStatus::members() const {
  for (const HostStatus& host : hosts)
    if (host.look.etcd && !host.look.etcd->members.empty()) return host.look.etcd->members;
  return {};
}

std::vector<NodeStatus> ClusterStatus::nodes() const {
  for (const HostStatus& host : hosts)
    if (host.look.api && host.look.api->nodes) return *host.look.api->nodes;
  return {};
}

}  // namespace vent
