#include "readings/profile.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace vent {
namespace {

constexpr std::size_t kMostSteps = 3;
constexpr std::chrono::milliseconds kWorthTelling{100};
// Kinds of which vent does nothing but wait: how long they take is up to the program.
constexpr std::array<std::string_view, 4> kWaitedFor = {"unit ", "wait ", "command ", "package "};

WallTime end_of(const StageResult& result) {
  return *result.started + std::chrono::duration_cast<WallTime::duration>(result.took);
}

Duration between(WallTime earlier, WallTime later) { return std::chrono::duration_cast<Duration>(later - earlier); }

bool is_waited_for(const std::string& id) {
  return std::ranges::any_of(kWaitedFor, [&](std::string_view kind) { return id.starts_with(kind); });
}

class Backwards {
 public:
  explicit Backwards(const RunReport& report) : report_(report) {}

  // The stages by their number, the last first.
  std::vector<std::size_t> path() const {
    std::vector<std::size_t> path;
    std::optional<std::size_t> stage = latest(all());
    while (stage) {
      path.push_back(*stage);
      stage = before(*stage);
    }
    return path;
  }

 private:
  const StageResult& result(std::size_t stage) const { return report_.results[stage]; }

  std::vector<std::size_t> all() const {
    std::vector<std::size_t> stages;
    for (std::size_t stage = 0; stage < report_.results.size(); ++stage) stages.push_back(stage);
    return stages;
  }

  std::optional<std::size_t> latest(std::vector<std::size_t> stages) const {
    std::erase_if(stages, [&](std::size_t stage) { return !result(stage).started; });
    if (stages.empty()) return std::nullopt;
    return *std::ranges::max_element(stages, {}, [&](std::size_t stage) { return end_of(result(stage)); });
  }

  // What opened the last gate, or kept the host busy until then.
  std::optional<std::size_t> before(std::size_t stage) const {
    const WallTime started = *result(stage).started;
    std::vector<std::size_t> candidates;
    for (const std::size_t gate_number : report_.graph.stages[stage].needs) {
      const Gate& gate = report_.graph.gates[gate_number];
      if (gate.opens == Gate::Opens::when_all_ended_well)
        candidates.insert(candidates.end(), gate.stages.begin(), gate.stages.end());
      else if (const auto first = earliest(gate.stages))
        candidates.push_back(*first);
    }
    for (std::size_t other = 0; other < report_.results.size(); ++other)
      if (report_.graph.stages[other].name.host == report_.graph.stages[stage].name.host) candidates.push_back(other);
    std::erase_if(candidates, [&](std::size_t other) {
      return other == stage || !result(other).started || *result(other).started >= started ||
             end_of(result(other)) > started + std::chrono::milliseconds(50);
    });
    return latest(candidates);
  }

  std::optional<std::size_t> earliest(std::vector<std::size_t> stages) const {
    std::erase_if(stages,
                  [&](std::size_t stage) { return !result(stage).started || !result(stage).outcome.ended_well(); });
    if (stages.empty()) return std::nullopt;
    return *std::ranges::min_element(stages, {}, [&](std::size_t stage) { return end_of(result(stage)); });
  }

  const RunReport& report_;
};

std::string seconds(Duration duration) {
  return fmt::format("{:.1f}s", std::chrono::duration<double>(duration).count());
}

}  // namespace

std::vector<PathStage> critical_path(const RunReport& report, const std::vector<TimedStep>& steps) {
  std::vector<std::size_t> stages = Backwards(report).path();
  std::ranges::reverse(stages);
  std::vector<PathStage> path;
  for (const std::size_t stage : stages) {
    const StageResult& result = report.results[stage];
    PathStage one{.name = report.graph.stages[stage].name,
                  .at = between(*report.results[stages.front()].started, *result.started),
                  .took = result.took};
    for (const TimedStep& step : steps) {
      if (step.stage != one.name) continue;
      if (is_waited_for(step.id)) one.waiting += step.took;
      if (step.took >= kWorthTelling) one.longest.push_back(step);
    }
    std::ranges::stable_sort(one.longest, std::greater(), &TimedStep::took);
    if (one.longest.size() > kMostSteps) one.longest.resize(kMostSteps);
    path.push_back(std::move(one));
  }
  return path;
}

std::string profile_text(const std::vector<PathStage>& path) {
  if (path.empty()) return "";
  Duration waiting{};
  std::string lines;
  for (const PathStage& stage : path) {
    waiting += stage.waiting;
    lines += fmt::format("{:>8} {:>8} {:>8}  {}\n", seconds(stage.at), seconds(stage.took), seconds(stage.waiting),
                         stage.name.text());
    for (const TimedStep& step : stage.longest)
      lines += fmt::format("{:>26}  {:>5} {}\n", "", seconds(step.took), step.id);
  }
  const Duration whole = path.back().at + path.back().took;
  return fmt::format(
      "The longest path took {}; each of its stages waited for the one before it.\n"
      "{:>8} {:>8} {:>8}\n{}"
      "Of that, {} went by until programs had started and conditions were true, whoever had asked for it;\n"
      "the other {} are vent's: connecting, looking, sending, writing.\n",
      seconds(whole), "at", "took", "waiting", lines, seconds(waiting), seconds(whole - waiting));
}

}  // namespace vent
