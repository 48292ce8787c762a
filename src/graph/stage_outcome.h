#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "graph/stages.h"

namespace vent {

// How a stage ended.
enum class StageEnd {
  unchanged,      // all was as it should be
  changed,        // and now it is
  failed,         // the error says why
  not_reachable,  // the host could not be reached; the error says why
  never_tried,    // something it needs didn't end well, or the run was stopped before
  stopped,        // the run was stopped in the middle of it
};

// "unchanged", … as written in JSON and in the journal; "not reachable", … as a person reads it.
std::string_view stage_end_name(StageEnd end);
std::string_view stage_end_words(StageEnd end);
std::optional<StageEnd> stage_end_from_name(std::string_view name);

struct StageOutcome {
  StageEnd end = StageEnd::unchanged;
  int changes = 0;                           // resources that were changed, also before a failure
  std::optional<Error> error = {};           // when failed or not reachable
  std::optional<StageName> because_of = {};  // when never tried: whose end it was; nothing: that of the whole run

  bool ended_well() const { return end == StageEnd::unchanged || end == StageEnd::changed; }
};

// What the run remembers of a stage. One that was never tried has no times.
struct StageResult {
  StageOutcome outcome;
  std::optional<WallTime> started = {};
  Duration took{};
};

}  // namespace vent
