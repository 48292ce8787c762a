#include "cluster/test_support/read_text.h"

#include <fmt/core.h>

#include "base/text.h"

namespace vent {

Result<Cluster> read_text(std::string_view text, const std::string& file_name) {
  return read_cluster(text, file_name, {.home = "/home/ada", .folder = "/work"});
}

std::string problems_of(std::string_view text, const std::string& file_name) {
  const Result<Cluster> cluster = read_text(text, file_name);
  return cluster ? "no problem\n" : cluster.error().text() + "\n";
}

std::string described(const Cluster& cluster) {
  std::string text = fmt::format("cluster {}\n", cluster.name);
  if (cluster.overlay != Overlay::flannel) text += fmt::format("overlay {}\n", overlay_name(cluster.overlay));
  for (const auto& [component, version] : cluster.versions) text += fmt::format("{} {}\n", component, version);
  text += fmt::format("pods {}, services {}, upstream DNS {}, encryption {}, cgroups by {}, {}\n", cluster.pods.text(),
                      cluster.services.text(), cluster.upstream_dns, encryption_name(cluster.encryption),
                      cgroup_driver_name(cluster.cgroup_driver), runtimes_text(cluster.has_gvisor));
  if (cluster.fake0) text += fmt::format("fake0 on {}\n", cluster.fake0->parent);
  text += fmt::format("API {}, also called '{}', asked at '{}'\n", api_access_text(cluster.api),
                      join(cluster.api.names, ","), cluster.api.endpoint);
  if (cluster.private_range) text += fmt::format("private addresses in {}\n", cluster.private_range->text());
  for (const Host& host : cluster.hosts) {
    text += fmt::format("host {} ({}, {}): {}, private {}, domain name {}, pods {}\n", host.name, role_name(host.role),
                        architecture_name(host.architecture), host.address, host.private_address.text(),
                        host.domain_name, host.pod_range ? host.pod_range->text() : "-");
    text += fmt::format("  ssh {}, port {}, key '{}', by '{}', host key '{}'\n", host.ssh.user, host.ssh.port,
                        host.ssh.key_file, host.ssh.jump_host, host.ssh.host_key);
  }
  for (const std::string& note : cluster.notes) text += fmt::format("note: {}\n", note);
  return text;
}

}  // namespace vent
