#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <set>
#include <vector>

#include "graph/stage_outcome.h"
#include "graph/stages.h"

namespace vent {

// What may run now. Pure: it starts nothing and knows no time; it is told what ended and says what is next. A failure
// stops only what depends on it. A host does one thing at a time, and within these limits stages start in the order
// of the graph. Not for several threads at once: one loop owns it (run_stages.h).
//
//   while (!schedule.is_over()) {
//     for (std::size_t stage : schedule.take_ready()) start(stage);
//     schedule.finished(…);
//   }
class Schedule {
 public:
  explicit Schedule(StageGraph graph);

  // The stages to be started now, each of which counts as running from here on. Never more than that many.
  std::vector<std::size_t> take_ready(std::size_t at_most = std::numeric_limits<std::size_t>::max());
  // A running stage ended. Returns those that will never be tried because of that.
  std::vector<std::size_t> finished(std::size_t stage, StageOutcome outcome);
  // Nothing new is started from here on; what runs may end. Returns those that will never be tried.
  std::vector<std::size_t> stop();

  // Every stage has an outcome.
  bool is_over() const { return without_outcome_ == 0; }
  std::size_t running() const { return running_; }
  const StageGraph& graph() const { return graph_; }
  const std::vector<std::optional<StageOutcome>>& outcomes() const { return outcomes_; }

 private:
  struct GateState {
    std::size_t left = 0;  // members without an outcome
    bool is_decided = false;
    std::vector<std::size_t> waiting = {};
  };
  struct StageState {
    std::size_t closed_gates = 0;
    std::vector<std::size_t> member_of = {};
    std::size_t host = 0;
    bool is_running = false;
  };

  void take_gates();
  void settle(std::size_t stage, StageOutcome outcome);
  void open(std::size_t gate);
  std::vector<std::size_t> give_up(std::size_t gate, const StageName& because_of);
  std::vector<std::size_t> tell_gates(std::size_t stage);

  StageGraph graph_;
  std::vector<StageState> stages_;
  std::vector<GateState> gates_;
  std::vector<bool> busy_hosts_;
  std::set<std::size_t> ready_;
  std::vector<std::optional<StageOutcome>> outcomes_;
  std::size_t without_outcome_ = 0;
  std::size_t running_ = 0;
};

}  // namespace vent
