#pragma once

#include <span>
#include <string_view>

#include "cluster/cluster.h"

namespace vent {

// Which words of Ansible inventories mean something to us. The reference page shows these tables.

struct RoleGroup {
  std::string_view name;
  Role role;
};
// A host in groups of both roles does the work of both.
std::span<const RoleGroup> role_groups();

struct KnownVariable {
  std::string_view name;
  std::string_view field;  // of the cluster file
};
std::span<const KnownVariable> known_variables();

// Variables of Ansible's own that change nothing for us while they have one of these values. Any other that begins with
// ansible_ could change how a host is reached, and is refused.
struct HarmlessVariable {
  std::string_view name;
  std::string_view values;  // "ssh|smart"; empty: any
};
std::span<const HarmlessVariable> harmless_variables();

// In inventories of kubespray, where etcd runs. Here it runs on the controllers.
constexpr std::string_view kEtcdGroup = "etcd";

}  // namespace vent
