#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "base/clock.h"
#include "events/event.h"
#include "events/listener.h"

namespace vent {

// The one stream of events that every part of a command talks through, from any thread. Each event is stamped and
// handed to the listeners under one lock, so all of them see the same order and time never runs back. The bus does no
// I/O and owns nothing: clock and listeners must outlive it, or be removed before they end.
class EventBus {
 public:
  explicit EventBus(const Clock& clock) : clock_(clock) {}
  EventBus(const EventBus&) = delete;
  EventBus& operator=(const EventBus&) = delete;

  void add(Listener& listener);
  // After this returned, the listener is not called any more.
  void remove(Listener& listener);

  void send(Event event);
  void say(std::string text) { send(Said{Level::info, std::move(text)}); }
  void warn(std::string text) { send(Said{Level::warning, std::move(text)}); }

  // An id nobody else has. Activity (activity.h) calls this; others rarely need to.
  ActivityId new_activity_id() { return ++last_id_; }

 private:
  const Clock& clock_;
  std::atomic<ActivityId> last_id_ = 0;
  std::mutex mutex_;
  std::vector<Listener*> listeners_;
};

}  // namespace vent
