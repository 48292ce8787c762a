#include <fmt/core.h>

#include <algorithm>

#include "base/thread_pool.h"
#include "commands/ask.h"
#include "commands/journal_writer.h"
#include "commands/known_controllers.h"
#include "commands/readings.h"
#include "events/activity.h"
#include "graph/cluster_lock.h"
#include "graph/host_summary.h"
#include "readings/apply.h"

namespace vent {
namespace {

constexpr std::size_t kMostThreads = 512;

// Stands in reports and in the journal where else a chapter does.
StageName name_of(const HostRun& host) { return {.chapter = "reset", .host = host.host().name}; }

StageResult reset_host(CommandContext& context, Fleet& fleet, HostRun& host) {
  Activity activity(context.bus, "reset " + host.host().name);
  StageResult result{.outcome = {}, .started = context.clock.wall()};
  const Moment began = context.clock.now();
  int undone = 0;
  const Result<> all = fleet.undo(host, [&](const StepTaken& step) {
    if (step.step == Step::undone) ++undone;
    activity.progress(static_cast<std::uint64_t>(undone), step.id);
  });
  result.outcome = {.end = undone == 0 ? StageEnd::unchanged : StageEnd::changed, .changes = undone};
  if (!all) result.outcome = ended_with(all.error(), undone);
  result.took = context.clock.now() - began;
  activity.finish(!all          ? Outcome::failed
                  : undone == 0 ? Outcome::unchanged
                                : Outcome::changed,
                  fmt::format("{} taken back", undone));
  return result;
}

RunReport reset_all(CommandContext& context, Fleet& fleet) {
  RunReport report;
  for (const std::unique_ptr<HostRun>& host : fleet.hosts()) report.graph.stages.push_back({.name = name_of(*host)});
  report.results.resize(fleet.hosts().size());
  ThreadPool threads("reset", static_cast<int>(std::min(report.results.size(), kMostThreads)));
  for (std::size_t i = 0; i < report.results.size(); ++i)
    threads.add([&, i](const std::stop_token&) { report.results[i] = reset_host(context, fleet, *fleet.hosts()[i]); });
  threads.wait_until_idle();
  return report;
}

void show(const CommandContext& context, const RunReport& report) {
  Json list = Json::array();
  for (std::size_t i = 0; i < report.results.size(); ++i) {
    const std::string& host = report.graph.stages[i].name.host;
    const StageOutcome& outcome = report.results[i].outcome;
    if (context.output == OutputChoice::text) print(fmt::format("{}: {} taken back\n", host, outcome.changes));
    if (outcome.error) context.bus.send(Failed{*outcome.error});
    list.push(Json::object()
                  .set("host", host)
                  .set("undone", outcome.changes)
                  .set("error", outcome.error ? Json(outcome.error->text()) : Json()));
  }
  if (context.output == OutputChoice::json)
    print(Json::object().set("schemaVersion", 1).set("hosts", list).pretty() + "\n");
}

}  // namespace

Result<int> reset(CommandContext& context, const ResetOptions& options) {
  ClusterOptions cluster = options.cluster;
  cluster.takes_back = true;
  const std::unique_ptr<ClusterRun> run = TRY(open_cluster_run(context, cluster));
  const ClusterLock lock = TRY(ClusterLock::take(
      run->state.lock(),
      {.cluster = run->design.cluster.name, .command = options.cluster.command_line, .owner = TRY(this_owner())},
      context.clock));
  const std::string question = fmt::format(
      "Take back all that vent ever made on {} of {}?",
      count_text(static_cast<long long>(run->fleet->hosts().size()), "host", "hosts"), run->design.cluster.name);
  if (!options.yes && !TRY(ask(context, question, "vent reset --yes")))
    return fail(Error(ErrorKind::interrupted, "nothing was taken back"));

  JournalWriter journal(context, *run, options.cluster);
  const RunReport report = reset_all(context, *run->fleet);
  for (std::size_t i = 0; i < report.results.size(); ++i) journal.add(report.graph.stages[i], report.results[i]);
  journal.end(report.end());
  const bool all_is_gone = options.cluster.selection.hosts.empty() && exit_code_of(report) == 0;
  if (all_is_gone) TRY(forget_controllers(run->state));
  show(context, report);
  return exit_code_of(report);
}

}  // namespace vent
