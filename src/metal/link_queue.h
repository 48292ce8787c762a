#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "metal/link_setting.h"

namespace vent::metal {

// The heart of the link emulator, without any clock or device: takes packets as they arrive, loses some, and gives the
// others back when they are due, in their order within each direction. A packet of a direction without an effect is due
// at once. Which packets of a direction are lost depends on the seed and their number in it only, so a test that sends
// the same loses the same, whatever else passes.
class LinkQueue {
 public:
  struct Counts {
    std::uint64_t passed = 0;   // given back
    std::uint64_t lost = 0;     // by the wanted loss
    std::uint64_t dropped = 0;  // malformed, blocked, or more than we hold
  };

  // What is held at once is limited in bytes, as in a real network.
  static constexpr std::size_t kDefaultLimit = 64 * 1024 * 1024;
  explicit LinkQueue(std::uint64_t seed, std::size_t limit = kDefaultLimit) : seed_(seed), limit_(limit) {}

  // Replaces all effects. Packets that are held are delayed by the new ones, counted from their arrival, or dropped
  // when their direction is blocked now; so they stay in order with those that follow.
  void set(LinkTable table);

  // An IPv4 packet with its header. The moments of later calls are never earlier.
  void arrive(Moment now, std::string packet);
  std::optional<Moment> next_due() const;
  // A packet that is due at that moment, the one due first.
  std::optional<std::string> take_due(Moment now);

  const Counts& counts() const { return counts_; }
  std::size_t held_bytes() const { return held_bytes_; }

 private:
  struct Held {
    Moment arrival;
    Direction direction;
    std::string packet;
  };
  // When it is due, and its number among all packets, which keeps those due at the same moment in order.
  using Position = std::pair<Moment, std::uint64_t>;

  LinkEffect effect(const Direction& direction) const;
  bool is_lost(const Direction& direction, double loss);

  std::uint64_t seed_;
  std::size_t limit_;
  LinkTable table_;
  std::map<Direction, std::uint64_t> seen_;  // packets so far, where some are to be lost
  std::map<Position, Held> held_;
  std::size_t held_bytes_ = 0;
  std::uint64_t next_number_ = 0;
  Counts counts_;
};

}  // namespace vent::metal
