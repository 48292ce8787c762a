#include "base/poll_deadline.h"

#include <algorithm>

namespace vent {

using std::chrono::milliseconds;

Moment moment_after(milliseconds time) {
  constexpr milliseconds kLongest = std::chrono::years(1);
  return std::chrono::steady_clock::now() + std::min(time, kLongest);
}

int poll_timeout(Moment until) {
  // Rounded up: a wait that ends a little early would turn round and round for the rest.
  const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp(left, milliseconds(0), milliseconds(60'000)).count());
}

}  // namespace vent
