#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/cluster.h"

namespace vent {

// Which range the pods of each host have, where vent says so itself (the overlay vxlan). It is kept beside the cluster's
// keys, so that a host has the same range for as long as there is one of its name, whatever comes and goes around it.
struct GivenRange {
  std::string host;
  Ipv4Range range;

  bool operator==(const GivenRange&) const = default;
};
std::string write_given_ranges(const std::vector<GivenRange>& given);
Result<std::vector<GivenRange>> read_given_ranges(std::string_view text, const std::string& file);

// The same for the hosts as they are now: who has a range keeps it, others get what the file says (hosts.podRange), or
// the lowest /24 that nobody ever had. What hosts had that are gone is given to others when nothing else is left.
Result<std::vector<GivenRange>> give_pod_ranges(const Cluster& cluster, std::vector<GivenRange> given);

void fill_in(Cluster& cluster, const std::vector<GivenRange>& given);

constexpr int kPodRangePrefix = 24;          // of what a host gets
constexpr int kSmallestPodRangePrefix = 28;  // a few pods, the bridge, and an address for the link between hosts

// How many of the ranges that vent would give touch none of those that the file gives.
std::uint64_t count_free_pod_ranges(const Cluster& cluster);

}  // namespace vent
