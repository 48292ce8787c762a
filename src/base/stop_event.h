#pragma once

#include <functional>
#include <stop_token>

#include "base/file_descriptor.h"

namespace vent {

// A stop token as something poll() can wait for: the descriptor becomes readable when the stop is asked for.
class StopEvent {
 public:
  explicit StopEvent(const std::stop_token& token);
  int descriptor() const { return descriptor_.number(); }

 private:
  FileDescriptor descriptor_;
  std::stop_callback<std::function<void()>> callback_;
};

}  // namespace vent
