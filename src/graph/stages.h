#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "chapters/chapter.h"
#include "cluster/cluster.h"

namespace vent {

// The order of work: one stage for each chapter on each host it runs on, and what each waits for. There is no barrier
// between chapters: a stage waits for exactly what its chapter needs, so workers get ready while etcd elects. Pure.

// A chapter, as far as its order is concerned.
struct ChapterOrder {
  std::string name;                // "03_machines"
  std::vector<Need> needs = {};    // a chapter that doesn't run on this host asks nothing of it there
  std::vector<std::string> hosts;  // where it runs
};

struct StageHost {
  std::string name;
  Role role = Role::worker;
};

// How a stage is called: "03_machines on worker-0".
struct StageName {
  std::string chapter;
  std::string host;

  std::string text() const;
  bool operator==(const StageName&) const = default;
};

struct Stage {
  StageName name;
  std::vector<std::size_t> needs = {};  // gates, all of which must open before it

  bool operator==(const Stage&) const = default;
};

// Stages that others wait for together. Whoever waits refers to the gate, so a chapter on 300 hosts that needs another
// on all of them costs 600 references and not 90,000.
struct Gate {
  enum class Opens { when_all_ended_well, when_one_ended_well };
  Opens opens = Opens::when_all_ended_well;
  std::vector<std::size_t> stages = {};  // never empty

  bool operator==(const Gate&) const = default;
};

// Stages stand in the order of the chapters, and those of a chapter in the order of the hosts.
struct StageGraph {
  std::vector<std::string> chapters = {};
  std::vector<std::string> hosts = {};
  std::vector<Stage> stages = {};
  std::vector<Gate> gates = {};

  bool operator==(const StageGraph&) const = default;
};

// What can't be put in order is refused: unknown chapters and hosts, names that stand twice, chapters that need each
// other in a circle, a need of any controller where none can fulfil it.
Result<StageGraph> stages_of(const std::vector<ChapterOrder>& chapters, const std::vector<StageHost>& hosts);

}  // namespace vent
