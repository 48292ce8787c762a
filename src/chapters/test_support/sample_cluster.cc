#include "chapters/test_support/sample_cluster.h"

#include <fmt/core.h>

namespace vent {
namespace {

constexpr std::int64_t kMebibyte = 1024LL * 1024;

Host host(const std::string& name, Role role, int slot) {
  Host host;
  host.name = name;
  host.role = role;
  host.address = fmt::format("198.51.100.{}", slot + 1);
  host.private_address = Ipv4::parse(fmt::format("10.80.{}.1", slot)).value();
  host.domain_name = name + ".example.com";
  return host;
}

}  // namespace

Cluster sample_cluster() {
  Cluster cluster;
  cluster.name = "demo";
  cluster.hosts = {host("controller-0", Role::controller, 0), host("controller-1", Role::controller, 1),
                   host("worker-0", Role::worker, 2)};
  return cluster;
}

HostKnowledge good_host(const Host& host) {
  Facts facts;
  facts.host_name = host.name;
  facts.os = "debian 12";
  facts.os_name = "Debian GNU/Linux 12 (bookworm)";
  facts.kernel = "6.1.0-18-amd64";
  facts.architecture = "x86_64";
  facts.machine_id = "machine-id of " + host.name;
  facts.init = "systemd";
  facts.cgroups = "v2";
  facts.cpus = 2;
  facts.memory_bytes = 4096 * kMebibyte;
  facts.free_bytes = 20000 * kMebibyte;
  facts.disk_sync_ms = 0.4;
  facts.addresses = {{.interface = "bond0", .address = host.private_address.text(), .prefix = 31, .mtu = 1500}};
  facts.probe_port = 40000;
  return {.facts = facts};
}

Knowledge good_hosts(const Cluster& cluster) {
  Knowledge knowledge;
  for (const Host& host : cluster.hosts) {
    HostKnowledge known = good_host(host);
    for (const Host& other : cluster.hosts)
      if (other.name != host.name)
        known.reaches.push_back({.host = other.name, .tcp = true, .udp = true, .path_mtu = 1500});
    knowledge.emplace(host.name, known);
  }
  return knowledge;
}

}  // namespace vent
