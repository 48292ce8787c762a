#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/clock.h"
#include "events/listener.h"
#include "events/overprint.h"
#include "events/running_activities.h"
#include "events/terminal_lines.h"

namespace vent {

// Asked at each redraw, so the block follows a window that changes its size.
using SizeSource = std::function<TerminalSize()>;

// Who calls redraw(): a thread of the listener's own, ten times a second, or whoever made it (tests).
enum class Redraws { by_thread, by_caller };

// Shows events to a person at a terminal: a block with one line per running activity, overprinted as time goes by, and
// above it, to stay, a line for each activity that finished, warnings, errors, and the whole output of what failed.
// What is overprinted is shortened to fit; what stays never is. The cursor is back when nothing runs, and when this is
// destroyed; activities still running then are shown as failed, with their output.
class TerminalListener final : public Listener {
 public:
  TerminalListener(Clock& clock, Writer write, SizeSource size, Look look, Redraws redraws);
  ~TerminalListener() override;

  void on_event(const StampedEvent& event) noexcept override;
  void redraw() noexcept;

 private:
  void show(std::string_view staying, Moment now);
  std::string finish(const ActivityFinished& event, Moment now);

  Clock& clock_;
  SizeSource size_;
  Look look_;
  std::mutex mutex_;
  RunningActivities activities_;
  Overprint overprint_;
  std::jthread ticker_;
};

}  // namespace vent
