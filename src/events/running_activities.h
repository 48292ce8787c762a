#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/event.h"

namespace vent {

// What a listener remembers of an activity that is running.
struct RunningActivity {
  ActivityId id = 0;
  std::string title;
  int depth = 0;  // 0 without a running parent
  Moment started;
  std::uint64_t done = 0;
  std::optional<std::uint64_t> total;
  std::string unit;
  std::string note;
  std::string output;
};

// The activities that have started and not finished, each below its parent and in order of starting among its
// siblings. Takes any events in any order.
class RunningActivities {
 public:
  // References stay good until the next call.
  const RunningActivity& start(const ActivityStarted& event, Moment moment);
  // The activity as it is now, or null when no such activity runs.
  const RunningActivity* progress(const ActivityProgress& event);
  const RunningActivity* add_output(const Output& event);
  // The activity as it was at its end. For an id that does not run: one without a past, called "activity 7".
  RunningActivity finish(ActivityId id, Moment moment);

  const std::vector<RunningActivity>& all() const { return all_; }

 private:
  RunningActivity* find(ActivityId id);

  std::vector<RunningActivity> all_;
};

// How far an activity is, in words; each is empty when there is nothing to say.
struct ProgressText {
  std::string percentage;  // "45 %"
  std::string amount;      // "12 of 26 packages", "1.2 of 4.0 MB", "12 packages"
  std::string remaining;   // "about 30 s left"; not in the first seconds, where a guess would be a bad one
};
ProgressText progress_text(const RunningActivity& activity, Moment now);

// As format_duration, but without fractions that would make a running line flicker: "3 s", "1 min 35 s".
std::string whole_seconds(Duration duration);

}  // namespace vent
