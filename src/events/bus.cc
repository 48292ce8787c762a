#include "events/bus.h"

#include <algorithm>

namespace vent {

void EventBus::add(Listener& listener) {
  const std::scoped_lock lock(mutex_);
  listeners_.push_back(&listener);
}

void EventBus::remove(Listener& listener) {
  const std::scoped_lock lock(mutex_);
  std::erase(listeners_, &listener);
}

void EventBus::send(Event event) {
  const std::scoped_lock lock(mutex_);
  // Stamped under the lock: the order of the stamps is the order of the events.
  const StampedEvent stamped{clock_.wall(), clock_.now(), std::move(event)};
  for (Listener* listener : listeners_) listener->on_event(stamped);
}

}  // namespace vent
