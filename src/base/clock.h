#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

namespace vent {

using WallTime = std::chrono::system_clock::time_point;
using Moment = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

// Where time comes from. Everything that waits or dates takes a Clock, so tests decide what time it is.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const = 0;
  virtual Moment now() const = 0;
  // True when the moment came, false when stopped before.
  virtual bool sleep_until(Moment moment, std::stop_token stop) = 0;

  bool sleep_for(Duration duration, std::stop_token stop = {}) { return sleep_until(now() + duration, stop); }
};

class RealClock final : public Clock {
 public:
  WallTime wall() const override;
  Moment now() const override;
  bool sleep_until(Moment moment, std::stop_token stop) override;
};

// Time that stands still until a test moves it. Sleepers wake when advance() passes their moment.
class VirtualClock final : public Clock {
 public:
  WallTime wall() const override;
  Moment now() const override;
  bool sleep_until(Moment moment, std::stop_token stop) override;

  void advance(Duration by);
  int sleeping() const;  // how many threads wait in sleep_until

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any moved_;
  Duration elapsed_{};
  int sleeping_ = 0;
};

// "2026-11-21T10:15:00Z"
std::string format_utc(WallTime time);
// "850 ms", "3.2 s", "2 min 05 s", "3 h 12 min", "2 days 4 h"; what is exact is short: "30 s", "2 min".
std::string format_duration(Duration duration);

}  // namespace vent
