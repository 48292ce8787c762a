#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace vent {

// In which order the pieces of several contents are sent: a few contents in turns, so that a small one doesn't wait for
// a large one, and not all, so that what arrived when the connection breaks are whole ones.
class PieceOrder {
 public:
  explicit PieceOrder(std::vector<std::uint64_t> sizes);

  struct Next {
    std::size_t content = 0;
    std::uint64_t at = 0;
  };
  std::optional<Next> next();

 private:
  std::vector<std::uint64_t> sizes_;
  std::deque<Next> in_turns_;
  std::size_t begun_ = 0;
};

}  // namespace vent
