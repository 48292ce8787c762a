#pragma once

#include <string>
#include <vector>

#include "graph/run_report.h"

namespace vent {

// Why a run took as long as it did: the stages of which each waited for the one before it, from the first to the one
// that ended last. Anything else could have taken longer without anybody noticing. Pure.

// A thing that was made on a host, and when.
struct TimedStep {
  StageName stage;
  std::string id;
  WallTime began;
  Duration took{};
};

struct PathStage {
  StageName name;
  Duration at{};  // since the first stage of the run began
  Duration took{};
  Duration waiting{};  // of that: for programs to start, and for conditions to come true
  std::vector<TimedStep> longest = {};
};

std::vector<PathStage> critical_path(const RunReport& report, const std::vector<TimedStep>& steps);

//   the longest path, 17.2 s, and of each stage what it waited for
//      at     took  waiting
//     0.0s    1.2s     0.0s  01_prerequisites on controller-0
//     1.2s    2.9s     2.4s  07_etcd on controller-0
//                            2.4s unit etcd.service
std::string profile_text(const std::vector<PathStage>& path);

}  // namespace vent
