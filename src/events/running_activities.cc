#include "events/running_activities.h"

#include <fmt/core.h>

#include <algorithm>

#include "events/printable.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kTooEarlyToGuess{3};
constexpr std::chrono::hours kTooFarToGuess{100};

std::optional<std::uint64_t> known(std::uint64_t total) {
  return total == 0 ? std::nullopt : std::optional<std::uint64_t>(total);
}

struct ByteUnit {
  std::string_view name;
  double size;
};

// The unit in which the larger of the numbers involved is still at least 1.
ByteUnit byte_unit(std::uint64_t largest) {
  constexpr ByteUnit kUnits[] = {{"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}};
  for (const ByteUnit& unit : kUnits) {
    if (static_cast<double>(largest) >= unit.size) return unit;
  }
  return {"bytes", 1};
}

std::string amount_text(const RunningActivity& activity) {
  if (activity.done == 0 && !activity.total) return {};
  std::string unit_name = printable_line(activity.unit);
  double unit_size = 1;
  if (unit_name == "bytes") {
    const ByteUnit unit = byte_unit(std::max(activity.done, activity.total.value_or(0)));
    unit_name = std::string(unit.name);
    unit_size = unit.size;
  }
  const auto number = [&](std::uint64_t value) {
    return unit_size > 1 ? fmt::format("{:.1f}", static_cast<double>(value) / unit_size) : fmt::format("{}", value);
  };
  std::string text = number(activity.done);
  if (activity.total) text += " of " + number(*activity.total);
  if (!unit_name.empty()) text += fmt::format(" {}", unit_name);
  return text;
}

std::string remaining_text(const RunningActivity& activity, Moment now) {
  const std::chrono::duration<double> elapsed = now - activity.started;
  if (elapsed < kTooEarlyToGuess || activity.done == 0 || activity.done >= activity.total.value_or(0)) return {};
  const std::chrono::duration<double> remaining =
      elapsed * (static_cast<double>(*activity.total - activity.done) / static_cast<double>(activity.done));
  if (remaining > kTooFarToGuess) return {};
  return fmt::format("about {} left", whole_seconds(std::chrono::round<std::chrono::seconds>(remaining)));
}

}  // namespace

std::string whole_seconds(Duration duration) {
  const std::chrono::seconds seconds = std::chrono::floor<std::chrono::seconds>(duration);
  return seconds.count() == 0 ? "0 s" : format_duration(seconds);
}

RunningActivity* RunningActivities::find(ActivityId id) {
  const std::vector<RunningActivity>::iterator found = std::ranges::find(all_, id, &RunningActivity::id);
  return found == all_.end() ? nullptr : &*found;
}

const RunningActivity& RunningActivities::start(const ActivityStarted& event, Moment moment) {
  RunningActivity activity;
  activity.id = event.id;
  activity.title = event.title;
  activity.started = moment;
  if (event.expected) {
    activity.total = known(event.expected->number);
    activity.unit = event.expected->unit;
  }
  std::vector<RunningActivity>::iterator place = all_.end();
  const std::vector<RunningActivity>::iterator parent = std::ranges::find(all_, event.parent, &RunningActivity::id);
  if (parent != all_.end()) {
    activity.depth = parent->depth + 1;
    // Behind the parent's last descendant.
    place = std::find_if(parent + 1, all_.end(),
                         [&](const RunningActivity& other) { return other.depth <= parent->depth; });
  }
  return *all_.insert(place, std::move(activity));
}

const RunningActivity* RunningActivities::progress(const ActivityProgress& event) {
  RunningActivity* activity = find(event.id);
  if (activity == nullptr) return nullptr;
  activity->done = event.done;
  if (event.total) activity->total = known(*event.total);
  activity->note = event.note;
  return activity;
}

const RunningActivity* RunningActivities::add_output(const Output& event) {
  RunningActivity* activity = find(event.activity);
  if (activity != nullptr) activity->output += event.text;
  return activity;
}

RunningActivity RunningActivities::finish(ActivityId id, Moment moment) {
  const std::vector<RunningActivity>::iterator found = std::ranges::find(all_, id, &RunningActivity::id);
  RunningActivity activity;
  if (found == all_.end()) {
    activity.id = id;
    activity.title = fmt::format("activity {}", id);
    activity.started = moment;
    return activity;
  }
  activity = std::move(*found);
  all_.erase(found);
  return activity;
}

ProgressText progress_text(const RunningActivity& activity, Moment now) {
  ProgressText text;
  text.amount = amount_text(activity);
  text.remaining = remaining_text(activity, now);
  if (activity.total) {
    const double percent = static_cast<double>(activity.done) * 100 / static_cast<double>(*activity.total);
    text.percentage = fmt::format("{} %", static_cast<int>(std::min(percent, 100.0)));
  }
  return text;
}

}  // namespace vent
