#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "graph/schedule.h"

namespace vent {

// What is done in one stage. Called on a thread of its own, for one stage of a host at a time. Asked to stop, it comes
// to a safe point and returns. It must not throw.
using StageWorker = std::function<StageOutcome(const Stage& stage, std::stop_token stop)>;

// Who wants to know what happens while it happens, as the display and the journal do. All calls come from the thread
// that called run_stages, one after another.
struct StageWatcher {
  std::function<void(const Stage& stage)> started = {};
  std::function<void(const Stage& stage, const StageResult& result)> ended = {};  // also when it was never tried
};

struct RunStagesOptions {
  // Threads mostly wait for a host, so this only keeps a very large cluster from asking too much of this machine.
  std::size_t most_at_once = 512;
};

// Runs the stages of the graph in their order, as many at once as the schedule and the options allow, and returns when
// all have ended: the results stand as the stages do in the graph. That stages failed is a result and not an error.
// When stopped, nothing new is started, and what runs is asked to stop and waited for.
Result<std::vector<StageResult>> run_stages(const StageGraph& graph, const RunStagesOptions& options,
                                            const StageWorker& worker, const Clock& clock, std::stop_token stop,
                                            const StageWatcher& watcher = {});

}  // namespace vent
