#include "readings/turns.h"

#include <fmt/core.h>

#include <algorithm>

namespace vent {
namespace {

// Balancers look every two seconds at an API server that was away (chapters/api_balancer.cc), and need to see it once.
constexpr std::chrono::seconds kUntilNoticed{3};

Error not_taken_down(const std::string& host, const std::string& lost) {
  return Error(ErrorKind::conflict,
               fmt::format("{} is left as it is: {} was started anew and is not back, and the API needs the others",
                           host, lost))
      .with_id("VENT_TURN")
      .with_hint(fmt::format("the error of {} says what it lacks; when that is mended: vent apply", lost));
}

}  // namespace

bool starts_anew_what_runs(const StageSight& sight) {
  const auto has = [](const Sight& one, std::string_view property) {
    return std::ranges::find(one.changes, property, &Change::property) != one.changes.end();
  };
  return std::ranges::any_of(sight.resources,
                             [&](const Sight& one) { return has(one, "started from") && !has(one, "running"); });
}

Result<> Turns::take(const std::string& host, const std::stop_token& stop) {
  std::optional<Moment> noticed;
  {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [this] { return !whose_ || lost_; }))
      return fail(Error(ErrorKind::interrupted, fmt::format("stopped while {} waited for its turn", host)));
    if (lost_) return fail(not_taken_down(host, *lost_));
    whose_ = host;
    if (back_since_) noticed = *back_since_ + kUntilNoticed;
  }
  if (!noticed || clock_.sleep_until(*noticed, stop)) return Ok{};
  give_back(host, true);
  return fail(Error(ErrorKind::interrupted, fmt::format("stopped while {} waited for its turn", host)));
}

void Turns::give_back(const std::string& host, bool is_back) {
  {
    const std::scoped_lock lock(mutex_);
    if (whose_ != host) return;
    whose_.reset();
    back_since_ = clock_.now();
    if (!is_back) lost_ = host;
  }
  changed_.notify_all();
}

}  // namespace vent
