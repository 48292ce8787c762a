#include "base/wakeup.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace vent {

Wakeup::Wakeup() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!descriptor_.is_open()) std::abort();  // out of descriptors: nothing that waits could work
}

void Wakeup::ring() const {
  const std::uint64_t one = 1;
  // The only failure is a counter that is full, and that is a ring too.
  [[maybe_unused]] const ssize_t written = ::write(descriptor_.number(), &one, sizeof one);
}

void Wakeup::clear() const {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t bytes = ::read(descriptor_.number(), &count, sizeof count);
}

}  // namespace vent
