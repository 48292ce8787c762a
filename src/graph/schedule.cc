#include "graph/schedule.h"

#include <deque>
#include <map>

namespace vent {

Schedule::Schedule(StageGraph graph) : graph_(std::move(graph)) {
  const std::size_t count = graph_.stages.size();
  stages_.resize(count);
  outcomes_.resize(count);
  without_outcome_ = count;
  std::map<std::string_view, std::size_t> hosts;
  for (std::size_t index = 0; index < count; ++index)
    stages_[index].host = hosts.try_emplace(graph_.stages[index].name.host, hosts.size()).first->second;
  busy_hosts_.resize(hosts.size());
  take_gates();
}

void Schedule::take_gates() {
  gates_.resize(graph_.gates.size());
  for (std::size_t gate = 0; gate < gates_.size(); ++gate) {
    gates_[gate].left = graph_.gates[gate].stages.size();
    for (const std::size_t member : graph_.gates[gate].stages) stages_[member].member_of.push_back(gate);
  }
  for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
    stages_[stage].closed_gates = graph_.stages[stage].needs.size();
    for (const std::size_t gate : graph_.stages[stage].needs) gates_[gate].waiting.push_back(stage);
    if (stages_[stage].closed_gates == 0) ready_.insert(stage);
  }
}

std::vector<std::size_t> Schedule::take_ready(std::size_t at_most) {
  std::vector<std::size_t> taken;
  for (auto next = ready_.begin(); next != ready_.end() && taken.size() < at_most;) {
    StageState& stage = stages_[*next];
    if (busy_hosts_[stage.host]) {
      ++next;
      continue;
    }
    busy_hosts_[stage.host] = true;
    stage.is_running = true;
    ++running_;
    taken.push_back(*next);
    next = ready_.erase(next);
  }
  return taken;
}

std::vector<std::size_t> Schedule::finished(std::size_t stage, StageOutcome outcome) {
  StageState& state = stages_[stage];
  busy_hosts_[state.host] = false;
  state.is_running = false;
  --running_;
  settle(stage, std::move(outcome));

  // What is given up can decide other gates, and so on.
  std::vector<std::size_t> given_up;
  for (std::deque<std::size_t> ended = {stage}; !ended.empty(); ended.pop_front())
    for (const std::size_t lost : tell_gates(ended.front())) {
      given_up.push_back(lost);
      ended.push_back(lost);
    }
  return given_up;
}

std::vector<std::size_t> Schedule::stop() {
  std::vector<std::size_t> given_up;
  for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
    if (outcomes_[stage] || stages_[stage].is_running) continue;
    settle(stage, {.end = StageEnd::never_tried});
    given_up.push_back(stage);
  }
  ready_.clear();
  return given_up;
}

void Schedule::settle(std::size_t stage, StageOutcome outcome) {
  outcomes_[stage] = std::move(outcome);
  --without_outcome_;
}

// The gates that the stage is a member of hear how it ended. Returns what must be given up because of it.
std::vector<std::size_t> Schedule::tell_gates(std::size_t stage) {
  const StageOutcome& outcome = *outcomes_[stage];
  // Of a chain of stages that were never tried, a person wants to know the first, which was tried.
  const StageName because_of = outcome.because_of.value_or(graph_.stages[stage].name);
  std::vector<std::size_t> given_up;
  for (const std::size_t index : stages_[stage].member_of) {
    GateState& gate = gates_[index];
    --gate.left;
    if (gate.is_decided) continue;
    const bool needs_all = graph_.gates[index].opens == Gate::Opens::when_all_ended_well;
    if (outcome.ended_well() && (!needs_all || gate.left == 0)) {
      open(index);
    } else if (!outcome.ended_well() && (needs_all || gate.left == 0)) {
      const std::vector<std::size_t> lost = give_up(index, because_of);
      given_up.insert(given_up.end(), lost.begin(), lost.end());
    }
  }
  return given_up;
}

void Schedule::open(std::size_t gate) {
  gates_[gate].is_decided = true;
  for (const std::size_t stage : gates_[gate].waiting)
    if (--stages_[stage].closed_gates == 0 && !outcomes_[stage]) ready_.insert(stage);
}

std::vector<std::size_t> Schedule::give_up(std::size_t gate, const StageName& because_of) {
  gates_[gate].is_decided = true;
  std::vector<std::size_t> given_up;
  for (const std::size_t stage : gates_[gate].waiting) {
    if (outcomes_[stage]) continue;
    settle(stage, {.end = StageEnd::never_tried, .because_of = because_of});
    given_up.push_back(stage);
  }
  return given_up;
}

}  // namespace vent
