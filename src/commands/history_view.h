#pragma once

#include <string>
#include <vector>

#include "formats/json.h"
#include "graph/journal.h"

namespace vent {

// How the journal is shown. Pure: whether a process still runs and what time it is, comes in.

struct ShownRun {
  JournalRun run;
  OwnerState owner = OwnerState::gone;

  // "changed", "failed", …; of a run without an end: "running", "broken_off" when its process is gone, and "unknown"
  // when it began on another machine.
  std::string outcome() const;
};

std::string runs_text(const std::vector<ShownRun>& runs, WallTime now);
Json runs_json(const std::vector<ShownRun>& runs);
std::string run_text(const ShownRun& run, const std::vector<JournalStep>& steps, WallTime now);
Json run_json(const ShownRun& run, const std::vector<JournalStep>& steps);

}  // namespace vent
