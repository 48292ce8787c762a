#include "cluster/network_checks.h"

#include <fmt/core.h>

#include <algorithm>

#include "cluster/pod_ranges.h"

namespace vent {
namespace {

constexpr int kSmallestServices = 28;  // the tenth address is that of DNS

Place place_of(const ClusterDraft& draft, std::string_view path) {
  const auto found = draft.fields.find(path);
  return found == draft.fields.end() ? draft.place : found->second.place;
}

// Where vent gives each host its range, or the file does.
void check_given_ranges(const ClusterDraft& draft, const Cluster& cluster, Problems& problems) {
  for (std::size_t i = 0; i < cluster.hosts.size(); ++i) {
    const std::optional<Ipv4Range>& range = cluster.hosts[i].pod_range;
    if (!range) continue;
    const Place& place = draft.hosts[i].fields.at("hosts.podRange").place;
    if (!cluster.pods.contains(*range))
      add_problem(
          problems, "VENT_RANGE_OUTSIDE", place,
          fmt::format("the pod range {} is no part of the range of pods, {}", range->text(), cluster.pods.text()),
          "what leaves network.pods gets another address: choose a part of it, or make it larger");
    else if (range->prefix > kSmallestPodRangePrefix)
      add_problem(problems, "VENT_RANGE_SIZE", place,
                  fmt::format("the pod range {} has {} address{}", range->text(), range->size(),
                              range->size() == 1 ? "" : "es"),
                  fmt::format("make it larger, a /{} at least", kSmallestPodRangePrefix));
  }
  const auto wanting = static_cast<std::uint64_t>(
      std::ranges::count_if(cluster.hosts, [](const Host& host) { return !host.pod_range; }));
  const std::uint64_t free = count_free_pod_ranges(cluster);
  if (free < wanting)
    add_problem(problems, "VENT_RANGE_SIZE", place_of(draft, "network.pods"),
                fmt::format("the range of pods {} has room for {} host{} without a podRange, and there are {}",
                            cluster.pods.text(), free, free == 1 ? "" : "s", wanting),
                "each gets a /24 of it: make it larger, as 172.16.0.0/16");
}

void check_sizes(const ClusterDraft& draft, const Cluster& cluster, Problems& problems) {
  if (cluster.services.prefix > kSmallestServices)
    add_problem(problems, "VENT_RANGE_SIZE", place_of(draft, "network.services"),
                fmt::format("the range of services {} has {} addresses, and the tenth is that of DNS",
                            cluster.services.text(), cluster.services.size()),
                "make it larger, as 172.30.0.0/20");
  if (cluster.overlay == Overlay::vxlan) return check_given_ranges(draft, cluster, problems);
  const std::uint64_t nodes = cluster.pods.size() >> (32 - kPodRangePrefix);
  if (nodes < cluster.hosts.size())
    add_problem(problems, "VENT_RANGE_SIZE", place_of(draft, "network.pods"),
                fmt::format("the range of pods {} is enough for {} host{}, and there are {}", cluster.pods.text(),
                            nodes, nodes == 1 ? "" : "s", cluster.hosts.size()),
                "each host gets a /24 of it: make it larger, as 172.16.0.0/16");
}

void check_overlaps(const ClusterDraft& draft, const Cluster& cluster, Problems& problems) {
  if (cluster.services.overlaps(cluster.pods))
    add_problem(
        problems, "VENT_RANGE_OVERLAP", place_of(draft, "network.services"),
        fmt::format("the range of services {} overlaps that of pods, {}", cluster.services.text(), cluster.pods.text()),
        "packets to a service would be taken for packets to a pod: give them ranges apart");
  const struct {
    const char* name;
    const char* path;
    const Ipv4Range& range;
  } ranges[] = {{"pods", "network.pods", cluster.pods}, {"services", "network.services", cluster.services}};
  for (const auto& [name, path, range] : ranges)
    for (const Host& host : cluster.hosts) {
      const Result<Ipv4> address = Ipv4::parse(host.address);
      const bool is_public_inside = address && range.contains(*address);
      if (!is_public_inside && !range.contains(host.private_address)) continue;
      add_problem(problems, "VENT_RANGE_OVERLAP", place_of(draft, path),
                  fmt::format("the range of {} {} contains {}, the address of {}", name, range.text(),
                              is_public_inside ? host.address : host.private_address.text(), host.name),
                  fmt::format("choose a range for {} in which no machine is", name));
      break;
    }
}

// Of hosts that the file names. Those of pools have no address yet, and are given one of the range.
void check_private_range(const ClusterDraft& draft, const Cluster& cluster, Problems& problems) {
  if (!cluster.private_range) return;
  for (std::size_t i = 0; i < cluster.hosts.size(); ++i) {
    const Host& host = cluster.hosts[i];
    if (!host.pool.empty() || cluster.private_range->contains(host.private_address)) continue;
    const auto written = draft.hosts[i].fields.find("hosts.privateAddress");
    const bool is_written = written != draft.hosts[i].fields.end();
    const Place range = place_of(draft, "network.privateRange");
    if (is_written)
      add_problem(problems, "VENT_BAD_ADDRESS", written->second.place,
                  fmt::format("{} is not in the private range {}, at {}", host.private_address.text(),
                              cluster.private_range->text(), range.text()),
                  "write the address that the host has in that range, or another range");
    else
      add_problem(
          problems, "VENT_MISSING_FIELD", draft.hosts[i].place,
          fmt::format("'privateAddress' is missing: the address {} is not in the private range {}, at {}", host.address,
                      cluster.private_range->text(), range.text()),
          fmt::format("add the address that the host has in that range: ssh {} ip -4 -brief address", host.address));
  }
}

}  // namespace

void check_network(const ClusterDraft& draft, const Cluster& cluster, Problems& problems) {
  check_sizes(draft, cluster, problems);
  check_overlaps(draft, cluster, problems);
  check_private_range(draft, cluster, problems);
}

void check_number_of_controllers(const ClusterDraft& draft, const Cluster& cluster, Problems& problems) {
  const std::size_t controllers = cluster.with_role(Role::controller).size();
  if (controllers == 0 || controllers % 2 == 1) return;
  add_problem(
      problems, "VENT_EVEN_CONTROLLERS", draft.place,
      fmt::format("there are {} controllers, and their number should be odd", controllers),
      fmt::format("etcd needs more than half of them: {} survive the loss of no more than {} do; make it {} or {}",
                  controllers, controllers - 1, controllers - 1, controllers + 1));
}

}  // namespace vent
