#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "formats/json.h"
#include "graph/stage_outcome.h"
#include "graph/stages.h"

namespace vent {

// How a whole run ended, the worst first.
enum class RunEnd { stopped, failed, changed, unchanged };
std::string_view run_end_name(RunEnd end);

// What a run came to: the results stand as the stages do in the graph.
struct RunReport {
  StageGraph graph;
  std::vector<StageResult> results;
  Duration took{};

  RunEnd end() const;
  int changes() const;
};

// For a person. Hosts that fared alike share a line, so that 300 hosts are as readable as three; each error is shown
// once, with all the hosts that have it.
//
//   controller-0, controller-1, controller-2 and 2 more: 2 unchanged, 1 changed (7 changes)
//   worker-0: 1 unchanged, 03_machines failed
//     never tried, because of 03_machines: 05_etcd, 06_api
//
//   03_machines on worker-0:
//     error: …
//
//   6 hosts: 5 changed (35 changes), 1 failed; 12.3 s
std::string report_text(const RunReport& report);

// {"schemaVersion": 1, "outcome": "failed", "changes": 7, "seconds": 12.3, "hosts": [{"host": …, "outcome": …,
// "stages": [{"chapter": …, "outcome": …, "changes": …, "started": …, "seconds": …, "because_of": …, "error": …}]}]}
Json report_json(const RunReport& report);

}  // namespace vent
