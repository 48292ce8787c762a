#pragma once

#include <functional>
#include <string_view>

#include "events/event.h"

namespace vent {

// Somebody the bus tells about every event, one at a time and in order. A listener never fails, never sends events
// itself (the bus is locked while it listens), and leaves out no text that a person would miss.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_event(const StampedEvent& event) noexcept = 0;
};

// Where a listener's bytes go. Must not throw.
using Writer = std::function<void(std::string_view)>;

}  // namespace vent
