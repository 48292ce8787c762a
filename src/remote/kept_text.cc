#include "remote/kept_text.h"

#include <fmt/core.h>

#include <algorithm>

namespace vent {

void KeptText::add(std::string_view piece) {
  const std::size_t room = std::min(half_ - head_.size(), piece.size());
  head_ += piece.substr(0, room);
  tail_ += piece.substr(room);
  if (tail_.size() <= half_) return;
  dropped_ += tail_.size() - half_;
  tail_.erase(0, tail_.size() - half_);
}

std::string KeptText::text() const {
  if (dropped_ == 0) return head_ + tail_;
  return fmt::format("{}\n[{} bytes left out]\n{}", head_, dropped_, tail_);
}

}  // namespace vent
