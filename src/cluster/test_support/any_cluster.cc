#include "cluster/test_support/any_cluster.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "cluster/pools.h"

namespace vent {
namespace {

constexpr const char* kHostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrtG6tIoQ+W1GlZDdpCy5DL6PQSnEE8fToRPKY9Lj/3";

template <class T>
T one_of(std::initializer_list<T> values) {
  return *rc::gen::elementOf(std::vector<T>(values));
}

bool coin() { return *rc::gen::arbitrary<bool>(); }

// Words that mean something else to YAML when they aren't quoted.
std::string name_with(std::size_t number) {
  const std::string beginning = one_of<std::string>({"null", "no", "true", "1", "0x", "w-", "controller-", "e"});
  return beginning + std::to_string(number);
}

SshAccess any_access() {
  return {.user = one_of<std::string>({"root", "debian", "no", "1", "ada@example.com"}),
          .port = one_of({22, 2222, 65535}),
          .key_file = one_of<std::string>({"", "/home/ada/.ssh/id_ed25519", "/a b/#c: 'd\"", "/\xC3\xA4"}),
          .jump_host = one_of<std::string>({"", "a@b:1,c", "bastion"}),
          .host_key = coin() ? kHostKey : ""};
}

Host any_host(std::size_t number) {
  Host host;
  host.name = name_with(number);
  host.role = one_of({Role::controller, Role::both});
  if (number > 0 && coin()) host.role = Role::worker;
  if (coin()) host.architecture = Architecture::arm64;
  const Ipv4 address{(198U << 24) + (18U << 16) + static_cast<std::uint32_t>(number)};
  host.address = coin() ? address.text() : fmt::format("{}.example.com", number);
  const bool is_same = Ipv4::parse(host.address) && coin();
  host.private_address = is_same ? address : Ipv4{(10U << 24) + static_cast<std::uint32_t>(number)};
  host.domain_name = coin() ? host.name : host.name + ".example.com";
  if (coin()) host.pod_range = Ipv4Range{Ipv4{(192U << 24) + (static_cast<std::uint32_t>(number) << 8)}, 24};
  host.ssh = any_access();
  return host;
}

Pool any_pool(std::size_t number) {
  Pool pool;
  pool.name = fmt::format("pool{}", number);
  pool.role = one_of({Role::worker, Role::worker, Role::both});
  pool.count = one_of({0, 1, 3});
  if (coin()) pool.architecture = Architecture::arm64;
  pool.facilities = one_of<std::vector<std::string>>({{"ams1"}, {"ams1", "ewr1"}});
  pool.plan = one_of<std::string>({"c2.medium.x86", "1", "1.0"});
  pool.operating_system = one_of<std::string>({"debian_12", "ubuntu_22_04"});
  if (coin()) pool.max_price = one_of({0.25, 1.0});
  return pool;
}

}  // namespace

rc::Gen<Cluster> any_cluster() {
  return rc::gen::exec([] {
    Cluster cluster;
    cluster.name = name_with(0);
    if (coin()) cluster.versions["kubernetes"] = one_of<std::string>({"1.36.3", "1.37.0-rc.1"});
    if (coin()) cluster.versions["cni-plugins"] = "1.9";
    if (coin()) cluster.fake0 = Fake0{one_of<std::string>({"bond0", "bond1", "1"})};
    if (coin()) cluster.pods = Ipv4Range::parse("172.20.0.0/14").value();
    if (coin()) cluster.services = Ipv4Range::parse("172.31.0.0/24").value();
    if (coin()) cluster.private_range = Ipv4Range::parse("0.0.0.0/0").value();
    cluster.upstream_dns = one_of<std::string>({"hosts", "none", "192.0.2.1", "192.0.2.1,192.0.2.2"});
    if (coin()) cluster.encryption = Encryption::aescbc;
    if (coin()) cluster.cgroup_driver = CgroupDriver::cgroupfs;
    cluster.has_gvisor = coin();
    cluster.api.is_private = coin();
    if (coin()) cluster.api.names = {"api.example.com", "203.0.113.7"};
    if (coin()) cluster.api.endpoint = one_of<std::string>({"no", "203.0.113.7", "api.example.com"});
    if (coin()) cluster.overlay = Overlay::vxlan;
    const bool have_much_in_common = coin();
    for (std::size_t number = 0; number < *rc::gen::inRange<std::size_t>(1, 6); ++number) {
      cluster.hosts.push_back(any_host(number));
      if (cluster.hosts.back().pod_range && cluster.overlay == Overlay::vxlan)
        cluster.hosts.back().pod_range->first = cluster.pods.at(number << 8);
      if (have_much_in_common && number > 0) cluster.hosts.back().ssh = cluster.hosts.front().ssh;
    }
    if (coin()) cluster.lab = "rehearsal";
    for (std::size_t number = 0; number < *rc::gen::inRange<std::size_t>(0, 3); ++number) {
      cluster.pools.push_back(any_pool(number));
      SshAccess ssh = cluster.hosts.front().ssh;
      ssh.host_key.clear();
      if (have_much_in_common)
        for (Host& host : hosts_of_pool(cluster.pools.back(), ssh)) cluster.hosts.push_back(std::move(host));
      else
        cluster.pools.back().count = 0;
    }
    // An even number of controllers is refused; the first host is always one.
    if (cluster.with_role(Role::controller).size() % 2 == 0) {
      // The role of a pool's host is the pool's.
      const auto last = std::find_if(cluster.hosts.rbegin(), cluster.hosts.rend(),
                                     [](const Host& host) { return host.pool.empty() && is_controller(host); });
      last->role = Role::worker;
    }
    return cluster;
  });
}

}  // namespace vent
