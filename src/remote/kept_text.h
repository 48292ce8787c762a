#pragma once

#include <string>
#include <string_view>

namespace vent {

// What a program says on its standard error, in bounded memory: the beginning, where ssh tells what it does, and the
// end, where it tells why it gave up.
class KeptText {
 public:
  explicit KeptText(std::size_t limit) : half_(limit / 2) {}

  void add(std::string_view piece);
  std::string text() const;  // with a line that says so where something was dropped

 private:
  std::size_t half_;
  std::string head_;
  std::string tail_;
  std::size_t dropped_ = 0;
};

}  // namespace vent
