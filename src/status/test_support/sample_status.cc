#include "status/test_support/sample_status.h"

#include "chapters/outline.h"
#include "status/look_script.h"

namespace vent {
namespace {

constexpr std::chrono::minutes kUp{192};

HostLook well_look(const Design& outline, const Host& host, WallTime now) {
  const LookWish wish = look_wish(outline, host);
  HostLook look{.up = kUp, .kernel = "6.1.0-18-amd64", .os = "Debian GNU/Linux 12 (bookworm)"};
  for (const std::string& unit : wish.units)
    look.units.push_back({.name = unit, .active = "active", .at_boot = "enabled", .result = "success"});
  const Certificate certificate = certificate_for(365, now);
  for (const CertificatePlace& place : wish.certificates)
    look.certificates.push_back({.path = place.path, .certificate = certificate});
  if (!wish.is_controller) return look;
  const bool is_first = is_first_controller(outline.cluster, host);
  look.etcd = EtcdStatus{.problem = "", .is_leader = is_first, .version = "3.6.6", .bytes = 4'200'000, .members = {}};
  look.api = ApiStatus{.problem = "", .version = "v1.36.3", .nodes = std::vector<NodeStatus>{}};
  for (const Host* member : outline.cluster.with_role(Role::controller))
    look.etcd->members.push_back({.name = member->name});
  for (const Host& node : outline.cluster.hosts)
    look.api->nodes->push_back({.name = node.name,
                                .ready = "True",
                                .reason = "KubeletReady",
                                .kubelet = "v1.36.3",
                                .runtime = "containerd://2.2.0"});
  return look;
}

}  // namespace

Certificate certificate_for(int days, WallTime now) {
  const KeyPair pair = make_authority({.common_name = "kubernetes", .organization = ""},
                                      {.from = now, .until = now + std::chrono::days(days)})
                           .value();
  return pair.certificate;
}

ClusterStatus well_status(const Cluster& cluster, WallTime now) {
  const Design outline = outline_of(cluster);
  ClusterStatus status{.cluster = &cluster, .hosts = {}};
  for (const Host& host : cluster.hosts)
    status.hosts.push_back({.host = &host, .error = std::nullopt, .look = well_look(outline, host, now)});
  return status;
}

}  // namespace vent
