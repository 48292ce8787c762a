#include "readings/apply.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "events/activity.h"

namespace vent {
namespace {

const Chapter* find_chapter(const std::vector<Chapter>& chapters, const std::string& name) {
  for (const Chapter& chapter : chapters)
    if (chapter.name == name) return &chapter;
  return nullptr;
}

// Checks that found errors, as one.
Error unfit(const StageSurvey& stage) {
  std::vector<std::string> messages, hints;
  for (const Finding& finding : stage.findings) {
    if (finding.severity != Severity::error) continue;
    messages.push_back(finding.message);
    if (std::ranges::count(hints, finding.hint) == 0) hints.push_back(finding.hint);
  }
  return Error(ErrorKind::conflict, join(messages, "; ")).with_id("VENT_PREREQUISITES").with_hint(join(hints, "\n"));
}

Outcome shown(const StageOutcome& outcome) {
  switch (outcome.end) {
    case StageEnd::unchanged:
      return Outcome::unchanged;
    case StageEnd::changed:
      return Outcome::changed;
    case StageEnd::never_tried:
      return Outcome::skipped;
    default:
      return Outcome::failed;
  }
}

struct Made {
  std::vector<MadeChange> changes;
  std::vector<TimedStep> steps;
};

// Works off one stage on the thread that the run gave it.
class Worker {
 public:
  Worker(Fleet& fleet, const std::vector<Chapter>& chapters, EventBus& bus, const Clock& clock, Locked<Made>& made)
      : fleet_(fleet), chapters_(chapters), bus_(bus), clock_(clock), made_(made) {}

  StageOutcome operator()(const Stage& stage) {
    Activity activity(bus_, stage.name.text());
    StageOutcome outcome = work(stage, activity);
    activity.finish(shown(outcome), outcome.changes == 0 ? "" : fmt::format("{} changed", outcome.changes));
    return outcome;
  }

 private:
  StageOutcome work(const Stage& stage, Activity& activity) {
    HostRun& host = *fleet_.find(stage.name.host);
    const Chapter& chapter = *find_chapter(chapters_, stage.name.chapter);
    const Result<HostSurvey>& survey = fleet_.survey(host);
    if (!survey) return ended_with(survey.error(), 0);
    for (const StageSurvey& seen : survey->stages)
      if (seen.chapter == &chapter && seen.is_blocked()) return ended_with(unfit(seen), 0);
    if (chapter.resources == nullptr) return {};
    if (chapter.in_turn && fleet_.interrupts_others(host)) {
      activity.progress(0, "waiting for its turn");
      if (const Result<> turn = fleet_.take_turn(host); !turn) return ended_with(turn.error(), 0);
    }
    int changes = 0;
    WallTime began = clock_.wall();
    const Result<> made = fleet_.make(host, chapter, [&](const StepTaken& step) {
      activity.progress(static_cast<std::uint64_t>(changes), step.id);
      const WallTime now = clock_.wall();
      if (step.step == Step::making) began = now;
      if (step.step != Step::made && step.step != Step::undone) return;
      ++changes;
      made_.with([&](Made& all) {
        all.steps.push_back({.stage = stage.name, .id = step.id, .began = began, .took = now - began});
        all.changes.push_back(
            {.host = stage.name.host, .chapter = stage.name.chapter, .id = step.id, .changes = step.changes});
      });
    });
    if (!made) return ended_with(made.error(), changes);
    return {.end = changes == 0 ? StageEnd::unchanged : StageEnd::changed, .changes = changes};
  }

  Fleet& fleet_;
  const std::vector<Chapter>& chapters_;
  EventBus& bus_;
  const Clock& clock_;
  Locked<Made>& made_;
};

const Chapter* last_in_turn(const HostRun& host) {
  const Chapter* last = nullptr;
  for (const Chapter* chapter : host.chapters())
    if (chapter->in_turn) last = chapter;
  return last;
}

// A turn is over with the last stage in turn of its host, also when that is never tried because of another one.
StageWatcher ends_turns(Fleet& fleet, const StageWatcher& watcher) {
  return {.started = watcher.started, .ended = [&fleet, &watcher](const Stage& stage, const StageResult& result) {
            HostRun& host = *fleet.find(stage.name.host);
            const Chapter* last = last_in_turn(host);
            if (last != nullptr && last->name == stage.name.chapter) fleet.end_turn(host, result.outcome.ended_well());
            if (watcher.ended) watcher.ended(stage, result);
          }};
}

}  // namespace

bool is_in(const StageGraph& graph, const Chapter& chapter) {
  return std::ranges::any_of(graph.stages, [&](const Stage& stage) { return stage.name.chapter == chapter.name; });
}

bool is_in(const StageGraph& graph, const Chapter& chapter, const Host& host) {
  return std::ranges::any_of(graph.stages, [&](const Stage& stage) {
    return stage.name.chapter == chapter.name && stage.name.host == host.name;
  });
}

StageOutcome ended_with(const Error& error, int changes) {
  StageOutcome outcome{.end = StageEnd::failed, .changes = changes, .error = error};
  if (error.kind == ErrorKind::not_reachable) outcome.end = StageEnd::not_reachable;
  if (error.kind == ErrorKind::interrupted) outcome.end = StageEnd::stopped;
  return outcome;
}

Result<StageGraph> stages_of_cluster(const std::vector<Chapter>& chapters, const Cluster& cluster) {
  std::vector<ChapterOrder> orders;
  std::vector<StageHost> hosts;
  for (const Host& host : cluster.hosts) hosts.push_back({.name = host.name, .role = host.role});
  for (const Chapter& chapter : chapters) {
    ChapterOrder order{.name = std::string(chapter.name), .needs = chapter.needs, .hosts = {}};
    if (!chapter.behind.empty()) order.needs.push_back({chapter.behind});
    for (const Host& host : cluster.hosts)
      if (runs_on(chapter, host)) order.hosts.push_back(host.name);
    orders.push_back(std::move(order));
  }
  return stages_of(orders, hosts);
}

Result<ApplyResult> apply(Fleet& fleet, const StageGraph& graph, const std::vector<Chapter>& chapters, EventBus& bus,
                          const Clock& clock, std::stop_token stop, const StageWatcher& watcher) {
  Locked<Made> made;
  Worker worker(fleet, chapters, bus, clock, made);
  const Moment began = clock.now();
  ApplyResult result;
  result.report.graph = graph;
  result.report.results = TRY(run_stages(
      graph, {}, [&](const Stage& stage, const std::stop_token&) { return worker(stage); }, clock, std::move(stop),
      ends_turns(fleet, watcher)));
  TRY(fleet.settle());
  result.report.took = clock.now() - began;
  for (const std::unique_ptr<HostRun>& host : fleet.hosts())
    result.round_trips[host->host().name] = host->round_trips();
  made.with([&](Made& all) {
    result.made = std::move(all.changes);
    result.steps = std::move(all.steps);
  });
  // Hosts took turns at random; within each the order is that in which it was made.
  std::ranges::stable_sort(result.made, {}, [&](const MadeChange& one) {
    return std::ranges::find(graph.hosts, one.host) - graph.hosts.begin();
  });
  return result;
}

Json apply_json(const ApplyResult& result) {
  Json changed = Json::array();
  for (const MadeChange& made : result.made) {
    Json properties = Json::array();
    for (const Change& change : made.changes)
      properties.push(
          Json::object().set("property", change.property).set("found", change.found).set("wanted", change.wanted));
    changed.push(Json::object()
                     .set("host", made.host)
                     .set("chapter", made.chapter)
                     .set("id", made.id)
                     .set("properties", properties));
  }
  Json round_trips = Json::object();
  for (const auto& [host, count] : result.round_trips) round_trips.set(host, count);
  return report_json(result.report).set("changed", changed).set("round_trips", round_trips);
}

}  // namespace vent
