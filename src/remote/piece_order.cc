#include "remote/piece_order.h"

#include "node/message.h"

namespace vent {
namespace {

constexpr std::size_t kInTurns = 4;

}  // namespace

PieceOrder::PieceOrder(std::vector<std::uint64_t> sizes) : sizes_(std::move(sizes)) {}

std::optional<PieceOrder::Next> PieceOrder::next() {
  while (in_turns_.size() < kInTurns && begun_ < sizes_.size()) in_turns_.push_back({.content = begun_++, .at = 0});
  if (in_turns_.empty()) return std::nullopt;
  const Next next = in_turns_.front();
  in_turns_.pop_front();
  const std::uint64_t end = next.at + kPieceBytes;
  if (end < sizes_[next.content]) in_turns_.push_back({.content = next.content, .at = end});
  return next;
}

}  // namespace vent
