#include "graph/host_summary.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vent {
namespace {

constexpr std::size_t kNamesShown = 3;

// What says most about a host first.
constexpr std::array kWorstFirst = {StageEnd::failed,      StageEnd::not_reachable, StageEnd::stopped,
                                    StageEnd::never_tried, StageEnd::changed,       StageEnd::unchanged};

// Chapters that were never tried for the same reason.
struct LeftOut {
  std::optional<StageName> because_of;
  std::vector<std::string> chapters = {};
};

std::vector<LeftOut> left_out(const HostStages& host) {
  std::vector<LeftOut> groups;
  for (const HostStages::Entry& stage : host.stages) {
    const StageOutcome& outcome = stage.result->outcome;
    if (outcome.end != StageEnd::never_tried) continue;
    auto group = std::ranges::find(groups, outcome.because_of, &LeftOut::because_of);
    if (group == groups.end()) group = groups.insert(group, LeftOut{.because_of = outcome.because_of});
    group->chapters.push_back(stage.name.chapter);
  }
  return groups;
}

std::string reason(const std::optional<StageName>& because_of, const std::string& host) {
  if (!because_of) return "the run was stopped before";
  if (because_of->host == host) return fmt::format("because of {}", because_of->chapter);
  return fmt::format("because of {}", because_of->text());
}

}  // namespace

StageEnd HostStages::end() const {
  for (const StageEnd end : kWorstFirst)
    if (std::ranges::any_of(stages, [&](const Entry& stage) { return stage.result->outcome.end == end; })) return end;
  return StageEnd::unchanged;
}

int HostStages::changes() const {
  int sum = 0;
  for (const Entry& stage : stages) sum += stage.result->outcome.changes;
  return sum;
}

std::string summary_text(const HostStages& host) {
  std::vector<std::string> parts;
  std::vector<std::string> bad;
  long long unchanged = 0;
  long long changed = 0;
  for (const HostStages::Entry& stage : host.stages) {
    const StageEnd end = stage.result->outcome.end;
    unchanged += end == StageEnd::unchanged ? 1 : 0;
    changed += end == StageEnd::changed ? 1 : 0;
    if (end == StageEnd::failed || end == StageEnd::not_reachable || end == StageEnd::stopped)
      bad.push_back(fmt::format("{} {}", stage.name.chapter, stage_end_words(end)));
  }
  if (unchanged > 0) parts.push_back(fmt::format("{} unchanged", unchanged));
  if (changed > 0) parts.push_back(fmt::format("{} changed", changed));
  parts.insert(parts.end(), bad.begin(), bad.end());
  std::string text = parts.empty() ? "nothing was tried" : join(parts, ", ");
  if (host.changes() > 0) text += fmt::format(" ({})", count_text(host.changes(), "change", "changes"));
  for (const LeftOut& group : left_out(host))
    text += fmt::format("\n  never tried, {}: {}", reason(group.because_of, host.host), names_in_short(group.chapters));
  return text;
}

std::string names_in_short(std::span<const std::string> names) {
  if (names.size() <= kNamesShown + 1) return join(names, ", ");
  return fmt::format("{} and {} more", join(names.first(kNamesShown), ", "), names.size() - kNamesShown);
}

std::string count_text(long long count, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

}  // namespace vent
