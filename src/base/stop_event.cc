#include "base/stop_event.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace vent {

StopEvent::StopEvent(const std::stop_token& token)
    : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), callback_(token, [number = descriptor_.number()] {
        // Only an overflow of the counter can fail, and then the descriptor is readable already.
        [[maybe_unused]] const int result = ::eventfd_write(number, 1);
      }) {}

}  // namespace vent
