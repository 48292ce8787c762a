#include "commands/lab_cluster.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "cluster/pools.h"
#include "metal/client.h"

namespace vent {
namespace {

using metal::HostView;

bool is_called_controller(const HostView& host) { return host.name.starts_with("controller-"); }

// By address. A line is: NAME,ADDRESS,ADDRESS TYPE KEY
std::map<std::string, std::string> host_keys(std::string_view known_hosts) {
  std::map<std::string, std::string> keys;
  for (const std::string& line : split_lines(known_hosts)) {
    const std::vector<std::string> words = split_words(line);
    if (words.size() < 3) continue;
    for (const std::string& name : split(words[0], ',')) keys.try_emplace(name, words[1] + " " + words[2]);
  }
  return keys;
}

constexpr const char* kPlan = "c2.medium.x86";
constexpr const char* kFacility = "ams1";
constexpr double kBid = 1.00;  // an hour on demand costs as much: who bids it is outbid only where nothing is left

Pool pool_here(const char* name, Role role, int count) {
  return {.name = name,
          .role = role,
          .count = count,
          .facilities = {kFacility},
          .plan = kPlan,
          .operating_system = "debian_12",
          .max_price = std::nullopt};
}

}  // namespace

Result<Cluster> cluster_of_lab(const metal::Lab& lab, std::vector<HostView> hosts, std::string_view known_hosts) {
  std::ranges::sort(hosts, {}, &HostView::name);  // the API lists the newest first
  const bool names_say_it = std::ranges::any_of(hosts, is_called_controller);
  const std::map<std::string, std::string> keys = host_keys(known_hosts);
  Cluster cluster;
  cluster.name = lab.settings.name;
  for (const HostView& found : hosts) {
    if (found.state == "deprovisioning") continue;  // on its way out
    const Result<Ipv4> private_address = Ipv4::parse(found.private_address);
    if (!private_address)
      return fail(Error(ErrorKind::conflict, fmt::format("{} has no addresses yet", found.name))
                      .with_id("VENT_HOST_NOT_READY")
                      .with_hint(fmt::format("try again when it is active: {}", lab.command("hosts")))
                      .with_retry(Retry::later));
    Host host;
    host.name = found.name.substr(0, found.name.find('.'));
    host.domain_name = found.name;
    const bool is_controller = names_say_it ? is_called_controller(found) : cluster.hosts.empty();
    host.role = is_controller ? Role::controller : Role::worker;
    host.address = found.public_address;
    host.private_address = *private_address;
    host.ssh.key_file = lab.key_file().string();
    if (const auto key = keys.find(found.private_address); key != keys.end()) host.ssh.host_key = key->second;
    cluster.hosts.push_back(std::move(host));
  }
  if (cluster.hosts.empty())
    return fail(Error(ErrorKind::missing, fmt::format("lab '{}' has no hosts", lab.settings.name))
                    .with_id("VENT_LAB_EMPTY")
                    .with_hint(fmt::format("{} controller-0 worker-0 worker-1 --wait", lab.command("create"))));
  return cluster;
}

Result<Cluster> cluster_to_rent(const std::string& lab_name) {
  const metal::Lab lab = TRY(metal::open_lab(lab_name));
  Cluster cluster;
  cluster.name = cluster.lab = lab_name;
  fit_to_lab(cluster, TRY(metal::Client(lab).status()));
  cluster.pools = {pool_here("controller", Role::controller, 1), pool_here("worker", Role::worker, 2)};
  cluster.pools.back().max_price = kBid;
  SshAccess ssh;
  ssh.key_file = lab.key_file().string();
  for (const Pool& pool : cluster.pools)
    for (Host& host : hosts_of_pool(pool, ssh)) cluster.hosts.push_back(std::move(host));
  return cluster;
}

void fit_to_lab(Cluster& cluster, const metal::LabStatus& lab) {
  cluster.upstream_dns = "none";
  if (lab.cgroups == "v1") cluster.cgroup_driver = CgroupDriver::cgroupfs;
}

}  // namespace vent
