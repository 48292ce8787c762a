#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/cluster.h"

namespace vent {

// Its hosts, as far as they are known before they are rented: "worker-0", "worker-1".
std::vector<Host> hosts_of_pool(const Pool& pool, const SshAccess& ssh);

// What was rented for a host of a pool. It is kept beside the cluster's keys, so that all that comes behind renting
// needs no answer of the machine API.
struct RentedHost {
  std::string name;     // of the host
  std::string machine;  // the provider's id of it
  std::string address;
  Ipv4 private_address;

  bool operator==(const RentedHost&) const = default;
};
std::string write_rented(const std::vector<RentedHost>& rented);
Result<std::vector<RentedHost>> read_rented(std::string_view text, const std::string& file);

// The hosts of pools get the addresses that are known.
void fill_in(Cluster& cluster, const std::vector<RentedHost>& rented);

// Hosts of pools that have no machine yet; in the order of the cluster.
std::vector<const Host*> not_rented(const Cluster& cluster);

}  // namespace vent
