#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "cluster/cluster.h"
#include "formats/problems.h"

namespace vent {

// What any of the input formats says about a cluster, as it is written there. Each format is read into a draft; what a
// good value is, what holds when there is none, and what can't be true together is decided once, for all of them.

struct Written {
  std::string text;
  Place place;
};
using WrittenFields = std::map<std::string, Written, std::less<>>;  // by path, as in fields.h: "hosts.ssh.port"

// One of a list: a host or a pool.
struct ItemDraft {
  Place place;
  WrittenFields fields;
};

struct ClusterDraft {
  Place place;
  WrittenFields fields;  // without those of hosts and pools
  std::vector<ItemDraft> hosts, pools;
  bool has_all_hosts = true;       // false when some could not be read, and were complained about
  std::vector<std::string> notes;  // see Cluster
};

// What paths in a file mean.
struct Surroundings {
  Path home;    // of the user; empty when none is known
  Path folder;  // where the file is
};

// Adds a problem for everything that is wrong. The cluster counts only when there is none.
Cluster build_cluster(ClusterDraft draft, const Surroundings& surroundings, Problems& problems);

// Shorthand for all readers here.
void add_problem(Problems& problems, std::string id, Place place, std::string message, std::string hint);

}  // namespace vent
