#pragma once

#include "events/listener.h"
#include "events/running_activities.h"

namespace vent {

// Shows events to programs: one JSON object per line, UTF-8, every line with the same fields in the same order and null
// for what the event has nothing to say about.
//
//   schemaVersion   1; a field is added without a new number, changed or removed only with one
//   time            "2026-11-21T10:15:00.250Z", UTC
//   event           "activity_started", "activity_progress", "activity_finished", "said", "failed", "output"
//   activity        number: which activity this is about; unique within one run of a command
//   parent          number: the activity it is a part of                               (activity_started)
//   title           string                                                             (all three of an activity)
//   done, total     number: how far it is, of how much                                 (all three of an activity)
//   unit            string: what done and total count, "bytes" for example             (all three of an activity)
//   elapsedSeconds  number: since the start                                            (progress, finished)
//   outcome         "done", "changed", "unchanged", "failed", "skipped"                (activity_finished)
//   level           "info", "warning"                                                  (said)
//   text            string: what was said, or a piece of a program's output            (said, output)
//   note            string: a few words on the progress or the outcome                 (progress, finished)
//   error           object, see below                                                  (failed)
//
// An error has, in this order: kind, id, message (strings), place (object: file, line, column), context (list of
// strings, innermost first), hint, details (strings), retry ("never", "later"), exitCode (number). What is missing is
// null here too; so is the line or column of a place that means the whole file or line.
class JsonListener final : public Listener {
 public:
  explicit JsonListener(Writer write) : write_(std::move(write)) {}

  void on_event(const StampedEvent& event) noexcept override;

 private:
  Writer write_;
  RunningActivities activities_;
};

}  // namespace vent
