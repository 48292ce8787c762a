#pragma once

#include <vector>

#include "cluster/draft.h"

namespace vent {

struct HostToCheck {
  const ItemDraft* draft = nullptr;
  bool is_good = true;  // each value by itself: else what is missing may have been left out as bad
  const Host* host = nullptr;
};

// What each value by itself can't tell: what is missing, given twice, or can't be true together.
void check_hosts(const std::vector<HostToCheck>& hosts, Problems& problems);
// That there is one, or may be.
void check_controllers(const std::vector<HostToCheck>& hosts, const Place& cluster, Problems& problems);

}  // namespace vent
