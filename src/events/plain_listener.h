#pragma once

#include <map>
#include <string>
#include <string_view>

#include "events/listener.h"
#include "events/running_activities.h"

namespace vent {

// Whether each event's first line begins with its time (UTC), as the log of a daemon wants it.
enum class LineTimes { left_out, shown };

// Shows events as lines for a file, a pipe or a terminal that can't overprint:
//   base image: started
//   base image: 45 %, 12 of 26 packages, about 30 s left
//   base image: done in 1 min 35 s
// Progress is shown only when at least kBetweenProgressLines have passed since the activity's last line. After a
// failure all of the activity's output follows, each line behind a bar. Activities that still run when this is
// destroyed are shown as failed.
class PlainListener final : public Listener {
 public:
  explicit PlainListener(Writer write, LineTimes times = LineTimes::left_out)
      : write_(std::move(write)), times_(times) {}
  PlainListener(const PlainListener&) = delete;
  PlainListener& operator=(const PlainListener&) = delete;
  ~PlainListener() override;

  void on_event(const StampedEvent& event) noexcept override;

  static constexpr std::chrono::seconds kBetweenProgressLines{10};

 private:
  std::string started(const ActivityStarted& event, Moment moment);
  std::string progressed(const ActivityProgress& event, Moment moment);
  std::string finished(const ActivityFinished& event, Moment moment);
  void write_at(WallTime time, std::string text);

  Writer write_;
  LineTimes times_;
  RunningActivities activities_;
  std::map<ActivityId, Moment> last_lines_;
  WallTime last_wall_;
  Moment last_moment_;
};

}  // namespace vent
