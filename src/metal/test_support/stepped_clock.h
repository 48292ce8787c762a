#pragma once

#include <functional>
#include <utility>

#include "base/clock.h"

namespace vent::metal {

// Time that passes at once whenever somebody sleeps, and a test that acts in that moment.
class SteppedClock final : public Clock {
 public:
  explicit SteppedClock(std::function<void()> on_sleep = [] {}) : on_sleep_(std::move(on_sleep)) {}
  WallTime wall() const override { return {}; }
  Moment now() const override { return now_; }
  bool sleep_until(Moment moment, std::stop_token) override {
    now_ = moment;
    on_sleep_();
    return true;
  }

 private:
  std::function<void()> on_sleep_;
  Moment now_;
};

}  // namespace vent::metal
