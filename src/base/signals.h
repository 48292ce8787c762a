#pragma once

#include <stop_token>
#include <thread>

namespace vent {

// Turns SIGINT and SIGTERM into a stop: the first asks, the second ends the program at once with exit code 130.
// To be made once, before any other thread, since threads inherit which signals are blocked.
class SignalStop {
 public:
  SignalStop();
  ~SignalStop();
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread waiter_;
};

}  // namespace vent
