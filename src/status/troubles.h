#pragma once

#include <string>
#include <vector>

#include "status/status.h"

namespace vent {

// Something of a cluster that isn't well, and what to do next.
struct Trouble {
  std::string host;  // empty: it is about the whole cluster
  std::string what;
  std::string next;
};

// A certificate that ends sooner isn't well: apply renews long before.
inline constexpr int kFewDays = 30;

int days_left(const Certificate& certificate, WallTime now);  // negative when it has run out

// None: all is well. Of a host that gave no answer, only that is told. Pure.
std::vector<Trouble> troubles_of(const ClusterStatus& status, WallTime now);

}  // namespace vent
