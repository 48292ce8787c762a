#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/listener.h"

namespace vent {

// The mechanics of a block of lines at the bottom of a terminal that is written over again and again, with text that
// stays above it. Knows the escape sequences and nothing else. Every call writes at most once, so a terminal never
// shows half of a change for long. The cursor is hidden only while there is a block.
//
// Lines of the block must be narrower than the terminal and fewer than its rows: what has wrapped or scrolled away
// can't be overprinted. Text that stays may be of any width and length, and must end with a newline.
class Overprint {
 public:
  explicit Overprint(Writer write) : write_(std::move(write)) {}
  Overprint(const Overprint&) = delete;
  Overprint& operator=(const Overprint&) = delete;
  ~Overprint() { show({}, {}); }

  // Puts `staying` above the block and `block` in place of the one before. Writes nothing when nothing changes.
  void show(std::string_view staying, std::vector<std::string> block);

 private:
  Writer write_;
  std::vector<std::string> block_;
};

}  // namespace vent
