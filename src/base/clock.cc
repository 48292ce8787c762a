#include "base/clock.h"

#include <fmt/core.h>

#include <algorithm>

namespace vent {
namespace {

using std::chrono::duration_cast;

// 2026-01-01T00:00:00Z: a fixed day, so that texts with dates can be compared.
constexpr WallTime kVirtualStart{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}};

// "2 min 05 s", and "2 min" for exactly two.
template <class Large, class Small>
std::string in_two_units(Duration duration, std::string_view large_unit, std::string_view small_unit, int digits) {
  const auto large = duration_cast<Large>(duration);
  const auto small = duration_cast<Small>(duration - large);
  if (duration == large) return fmt::format("{} {}", large.count(), large_unit);
  return fmt::format("{} {} {:0{}} {}", large.count(), large_unit, small.count(), digits, small_unit);
}

}  // namespace

WallTime RealClock::wall() const { return std::chrono::system_clock::now(); }

Moment RealClock::now() const { return std::chrono::steady_clock::now(); }

bool RealClock::sleep_until(Moment moment, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any nobody_notifies;
  std::unique_lock lock(mutex);
  nobody_notifies.wait_until(lock, stop, moment, [&] { return now() >= moment; });
  return now() >= moment;
}

WallTime VirtualClock::wall() const {
  const std::scoped_lock lock(mutex_);
  return kVirtualStart + duration_cast<WallTime::duration>(elapsed_);
}

Moment VirtualClock::now() const {
  const std::scoped_lock lock(mutex_);
  return Moment(elapsed_);
}

bool VirtualClock::sleep_until(Moment moment, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  ++sleeping_;
  const bool came = moved_.wait(lock, stop, [&] { return Moment(elapsed_) >= moment; });
  --sleeping_;
  return came;
}

void VirtualClock::advance(Duration by) {
  {
    const std::scoped_lock lock(mutex_);
    elapsed_ += by;
  }
  moved_.notify_all();
}

int VirtualClock::sleeping() const {
  const std::scoped_lock lock(mutex_);
  return sleeping_;
}

std::string format_utc(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", int(date.year()), unsigned(date.month()),
                     unsigned(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string format_duration(Duration duration) {
  using namespace std::chrono_literals;
  using namespace std::chrono;
  if (duration < 0s) return "-" + format_duration(-std::max(duration, -Duration::max()));
  if (duration < 1s) return fmt::format("{} ms", duration_cast<milliseconds>(duration).count());
  if (duration < 1min) {
    const auto whole = duration_cast<seconds>(duration);
    if (duration == whole) return fmt::format("{} s", whole.count());
    return fmt::format("{}.{} s", whole.count(), duration_cast<milliseconds>(duration - whole).count() / 100);
  }
  if (duration < 1h) return in_two_units<minutes, seconds>(duration, "min", "s", 2);
  if (duration < 24h) return in_two_units<hours, minutes>(duration, "h", "min", 2);
  return in_two_units<days, hours>(duration, duration < 48h ? "day" : "days", "h", 1);
}

}  // namespace vent
