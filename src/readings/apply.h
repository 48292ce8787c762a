#pragma once

#include <map>
#include <string>
#include <vector>

#include "events/bus.h"
#include "graph/run_report.h"
#include "graph/run_stages.h"
#include "readings/fleet.h"
#include "readings/profile.h"

namespace vent {

// One resource that was changed, for the report and for who compares it with the plan.
struct MadeChange {
  std::string host;
  std::string chapter;
  std::string id;
  std::vector<Change> changes;  // none: it was taken back
};

struct ApplyResult {
  RunReport report;
  std::vector<MadeChange> made;
  std::vector<TimedStep> steps;            // as they ended
  std::map<std::string, int> round_trips;  // by host: how often it was waited for
};

// Makes the stages of the graph on the hosts of the fleet, each as soon as what it needs is done.
Result<ApplyResult> apply(Fleet& fleet, const StageGraph& graph, const std::vector<Chapter>& chapters, EventBus& bus,
                          const Clock& clock, std::stop_token stop, const StageWatcher& watcher = {});

// The stages of these chapters on the hosts of the cluster.
Result<StageGraph> stages_of_cluster(const std::vector<Chapter>& chapters, const Cluster& cluster);

// Whether there is a stage of this chapter, on any host or on this one.
bool is_in(const StageGraph& graph, const Chapter& chapter);
bool is_in(const StageGraph& graph, const Chapter& chapter, const Host& host);

// How a stage ended that came to this error, after so many changes.
StageOutcome ended_with(const Error& error, int changes);

Json apply_json(const ApplyResult& result);

}  // namespace vent
