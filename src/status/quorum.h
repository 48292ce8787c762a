#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/cluster.h"

namespace vent {

// The gate before anything that takes a vote from etcd: whether those that are left could still decide. Pure.

struct EtcdMember {
  std::string id;  // as etcdctl takes it
  std::string name;
  std::string peer_url;  // by which it is known also before it has a name
  bool votes = false;
  bool is_healthy = false;
};

// Shell for a controller that asks all members, and what it answered.
std::string line_that_asks_members();
Result<std::vector<EtcdMember>> read_members(std::string_view answer);

// The member on that host; nothing when etcd has none there.
const EtcdMember* member_on(const std::vector<EtcdMember>& members, const Host& host);

// Whether etcd can lose this one:
//
//   VENT_LAST_CONTROLLER   nobody else votes
//   VENT_QUORUM            without it, too few of those that vote are healthy
Result<> check_quorum_without(const std::vector<EtcdMember>& members, const EtcdMember& leaving);

// Shell that takes its member out of etcd.
std::string line_that_removes(const EtcdMember& member);

}  // namespace vent
