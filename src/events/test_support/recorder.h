#pragma once

#include <vector>

#include "events/listener.h"

namespace vent {

// Keeps every event for a test to look at.
class Recorder final : public Listener {
 public:
  void on_event(const StampedEvent& event) noexcept override { events.push_back(event); }

  // The n-th event, which must be of this kind.
  template <class Kind>
  const Kind& at(std::size_t position) const {
    return std::get<Kind>(events.at(position).event);
  }

  std::vector<StampedEvent> events;
};

}  // namespace vent
