#pragma once

#include <string>

namespace vent::metal {

// The party of a link that is not a host: whoever works on this machine.
inline const std::string kOperator = "operator";

// What is set between two parties for tests and rehearsals: ids of hosts, or kOperator.
struct Link {
  std::string a, b;
  double delay_milliseconds = 0;  // one way, each direction
  double loss = 0;                // 0 … 1, each direction
  bool blocked = false;

  bool operator==(const Link&) const = default;
};

}  // namespace vent::metal
