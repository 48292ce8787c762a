#include "readings/apply.h"

#include <fmt/core.h>

#include "chapters/chapters.h"
#include "commands/ask.h"
#include "commands/readings.h"
#include "graph/cluster_lock.h"
#include "graph/journal.h"
#include "readings/survey_report.h"

namespace vent {
namespace {

// Writes down what happens. That it can't is told once, and stops nothing: the journal is no source of truth.
class JournalWriter {
 public:
  JournalWriter(CommandContext& context, const ClusterRun& run, const ApplyOptions& options) : context_(context) {
    const Result<> begun = begin(run, options);
    if (!begun) give_up(begun.error());
  }

  void add(const Stage& stage, const StageResult& result) {
    if (journal_) keep(journal_->add_step(run_, journal_step(stage, result)));
  }
  void end(RunEnd end) {
    if (journal_) keep(journal_->end_run(run_, end, context_.clock.wall()));
  }

 private:
  Result<> begin(const ClusterRun& run, const ApplyOptions& options) {
    journal_ = TRY(Journal::open(run.state.journal(), [&](const std::string& text) { context_.bus.warn(text); }));
    run_ = TRY(journal_->begin_run({.command = options.cluster.command_line,
                                    .cluster = run.cluster.name,
                                    .version = options.version,
                                    .owner = TRY(this_owner()),
                                    .started = context_.clock.wall()}));
    return Ok{};
  }
  void keep(const Result<>& result) {
    if (!result) give_up(result.error());
  }
  void give_up(const Error& error) {
    context_.bus.warn("this run is not in the journal: " + error.message);
    journal_.reset();
  }

  CommandContext& context_;
  std::optional<Journal> journal_;
  std::int64_t run_ = 0;
};

// The error that a run which didn't end well is remembered by.
int exit_code_of(const RunReport& report) {
  for (const StageResult& result : report.results)
    if (result.outcome.error) return exit_code(result.outcome.error->kind);
  return report.end() == RunEnd::stopped ? exit_code(ErrorKind::interrupted) : 0;
}

// Shows the plan and asks. False when there is nothing to do.
Result<bool> confirm(CommandContext& context, ClusterRun& run) {
  const SurveyReport seen = survey_all(*run.fleet, context.bus);
  print(plan_text(seen, Show::beginnings));
  if (seen.changes() == 0 && !seen.error()) return false;
  if (TRY(ask(context, "Make these changes?", "look at `vent plan`, then: vent apply --yes"))) return true;
  return fail(Error(ErrorKind::interrupted, "nothing was changed"));
}

}  // namespace

Result<int> apply(CommandContext& context, const ApplyOptions& options) {
  ClusterOptions cluster = options.cluster;
  if (options.yes) cluster.texts = Texts::no;  // nobody is shown what differs
  const std::unique_ptr<ClusterRun> run = TRY(open_cluster_run(context, cluster));
  const ClusterLock lock = TRY(ClusterLock::take(
      run->state.lock(),
      {.cluster = run->cluster.name, .command = options.cluster.command_line, .owner = TRY(this_owner())},
      context.clock));
  if (!options.yes && !TRY(confirm(context, *run))) return 0;
  JournalWriter journal(context, *run, options);
  const ApplyResult result =
      TRY(apply(*run->fleet, run->graph, all_chapters(), context.bus, context.clock, context.stop,
                {.ended = [&](const Stage& stage, const StageResult& ended) { journal.add(stage, ended); }}));
  journal.end(result.report.end());
  print(context.output == OutputChoice::json ? apply_json(result).pretty() + "\n" : report_text(result.report));
  return exit_code_of(result.report);
}

}  // namespace vent
