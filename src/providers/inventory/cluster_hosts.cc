#include "providers/inventory/cluster_hosts.h"

#include <fmt/core.h>

#include "base/shell_quote.h"

namespace vent {
namespace {

std::map<std::string, Json> variables_of(const Host& host) {
  std::map<std::string, Json> variables;
  variables["ansible_host"] = host.address;
  if (!host.ssh.user.empty()) variables["ansible_user"] = host.ssh.user;
  variables["ansible_port"] = host.ssh.port;
  if (!host.ssh.key_file.empty()) variables["ansible_ssh_private_key_file"] = host.ssh.key_file;
  if (!host.ssh.jump_host.empty())
    variables["ansible_ssh_common_args"] = fmt::format("-o ProxyJump={}", shell_quote(host.ssh.jump_host));
  variables["private_address"] = host.private_address.text();
  variables["domain_name"] = host.domain_name;
  if (host.pod_range) variables["pod_cidr"] = host.pod_range->text();
  return variables;
}

}  // namespace

AnsibleInventory cluster_inventory(const Cluster& cluster) {
  AnsibleInventory inventory;
  for (const Host& host : cluster.hosts) {
    for (const std::string& part : parts_of(host.role))
      for (const std::string& group : {part, "tag_" + part}) inventory.add_host(group, host.name);
    inventory.add_host(cluster.name, host.name);
    inventory.hosts[host.name] = variables_of(host);
  }
  return inventory;
}

}  // namespace vent
