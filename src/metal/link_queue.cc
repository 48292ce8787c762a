#include "metal/link_queue.h"

namespace vent::metal {
namespace {

// What a held packet costs beyond its bytes; without it, a flood of tiny packets would take many times the limit.
constexpr std::size_t kOverhead = 128;

std::uint32_t number_at(const std::string& packet, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t index = offset; index < offset + 4; ++index)
    value = value << 8 | static_cast<unsigned char>(packet[index]);
  return value;
}

std::optional<Direction> direction_of(const std::string& packet) {
  constexpr std::size_t kShortestHeader = 20;
  if (packet.size() < kShortestHeader || static_cast<unsigned char>(packet[0]) >> 4 != 4) return std::nullopt;
  return Direction{Ipv4{number_at(packet, 12)}, Ipv4{number_at(packet, 16)}};
}

// The finalizer of SplitMix64: every bit of the input changes about half of the output.
std::uint64_t scramble(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
  value = (value ^ value >> 27) * 0x94d049bb133111ebu;
  return value ^ value >> 31;
}

}  // namespace

LinkEffect LinkQueue::effect(const Direction& direction) const {
  const auto found = table_.find(direction);
  return found == table_.end() ? LinkEffect{} : found->second;
}

bool LinkQueue::is_lost(const Direction& direction, double loss) {
  if (loss == 0) return false;
  const std::uint64_t pair = std::uint64_t{direction.source.value} << 32 | direction.destination.value;
  const std::uint64_t random = scramble(scramble(scramble(seed_) ^ pair) + ++seen_[direction]);
  return static_cast<double>(random >> 11) * 0x1p-53 < loss;
}

void LinkQueue::set(LinkTable table) {
  table_ = std::move(table);
  std::map<Position, Held> before = std::exchange(held_, {});
  for (auto& [position, held] : before) {
    const LinkEffect wanted = effect(held.direction);
    if (wanted.blocked) {
      ++counts_.dropped;
      held_bytes_ -= held.packet.size() + kOverhead;
    } else {
      held_.emplace(Position(held.arrival + wanted.delay, position.second), std::move(held));
    }
  }
}

void LinkQueue::arrive(Moment now, std::string packet) {
  const std::optional<Direction> direction = direction_of(packet);
  const LinkEffect wanted = direction ? effect(*direction) : LinkEffect{.blocked = true};
  const std::size_t cost = packet.size() + kOverhead;
  if (wanted.blocked) {
    ++counts_.dropped;
  } else if (is_lost(*direction, wanted.loss)) {
    ++counts_.lost;
  } else if (cost > limit_ - held_bytes_) {
    ++counts_.dropped;
  } else {
    held_bytes_ += cost;
    held_.emplace(Position(now + wanted.delay, next_number_++), Held{now, *direction, std::move(packet)});
  }
}

std::optional<Moment> LinkQueue::next_due() const {
  if (held_.empty()) return std::nullopt;
  return held_.begin()->first.first;
}

std::optional<std::string> LinkQueue::take_due(Moment now) {
  if (held_.empty() || held_.begin()->first.first > now) return std::nullopt;
  std::string packet = std::move(held_.begin()->second.packet);
  held_.erase(held_.begin());
  held_bytes_ -= packet.size() + kOverhead;
  ++counts_.passed;
  return packet;
}

}  // namespace vent::metal
