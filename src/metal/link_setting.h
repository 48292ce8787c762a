#pragma once

#include <chrono>
#include <compare>
#include <map>
#include <vector>

#include "base/result.h"
#include "net/ipv4.h"

namespace vent::metal {

// How the network between two parties is to behave, the same in both directions. A party is the list of its addresses.
struct LinkSetting {
  std::vector<Ipv4> a, b;
  std::chrono::microseconds delay{};  // one way
  double loss = 0;                    // the part of the packets that never arrives, 0 to 1
  bool blocked = false;               // nothing passes, and nobody is told
};

// One way between two addresses.
struct Direction {
  Ipv4 source, destination;

  auto operator<=>(const Direction&) const = default;
};

struct LinkEffect {
  std::chrono::microseconds delay{};
  double loss = 0;
  bool blocked = false;

  // Without any effect, packets needn't come to us at all.
  bool is_plain() const { return delay.count() == 0 && loss == 0 && !blocked; }
  bool operator==(const LinkEffect&) const = default;
};

// The effects that are wanted; a direction that isn't in it is plain.
using LinkTable = std::map<Direction, LinkEffect>;

// Every direction between the parties of the settings. Where two settings speak of the same direction, the later holds,
// so one can say "everything 20 ms away, but these two near". Refuses losses beyond 0 to 1 and delays beyond an hour.
Result<LinkTable> link_table(const std::vector<LinkSetting>& settings);

}  // namespace vent::metal
