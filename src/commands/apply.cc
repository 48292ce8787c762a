#include "readings/apply.h"

#include <fmt/core.h>

#include "chapters/chapters.h"
#include "commands/ask.h"
#include "commands/journal_writer.h"
#include "commands/known_controllers.h"
#include "commands/readings.h"
#include "events/printable.h"
#include "graph/cluster_lock.h"
#include "readings/survey_report.h"

namespace vent {
namespace {

// Shows the plan and asks. False when there is nothing to do.
Result<bool> confirm(CommandContext& context, ClusterRun& run) {
  constexpr const char* kHint = "look at `vent plan`, then: vent apply --yes";
  if (context.output == OutputChoice::json)  // in which a plan in words has no place
    return fail(
        Error(ErrorKind::bad_input, "with -o json nobody is asked").with_id("VENT_NOBODY_TO_ASK").with_hint(kHint));
  const SurveyReport seen = survey_all(*run.fleet, context.bus);
  print(printable_text(plan_text(seen, Show::beginnings)));
  if (seen.changes() == 0) {
    if (const std::optional<Error> error = seen.error()) return fail(*error);
    return false;
  }
  if (TRY(ask(context, "Make these changes?", kHint))) return true;
  return fail(Error(ErrorKind::interrupted, "nothing was changed"));
}

// What was left out of this run is none of its business.
bool etcd_is_made(const RunReport& report) {
  bool any = false;
  for (std::size_t i = 0; i < report.results.size(); ++i) {
    if (report.graph.stages[i].name.chapter != "07_etcd") continue;
    if (!report.results[i].outcome.ended_well()) return false;
    any = true;
  }
  return any;
}

}  // namespace

Result<int> apply(CommandContext& context, const ApplyOptions& options) {
  ClusterOptions cluster = options.cluster;
  if (options.yes) cluster.texts = Texts::no;  // nobody is shown what differs
  const std::unique_ptr<ClusterRun> run = TRY(open_cluster_run(context, cluster));
  const ClusterLock lock = TRY(ClusterLock::take(
      run->state.lock(),
      {.cluster = run->design.cluster.name, .command = options.cluster.command_line, .owner = TRY(this_owner())},
      context.clock));
  TRY(check_known_controllers(run->design.cluster, run->state));
  if (!options.yes && !TRY(confirm(context, *run))) return 0;
  JournalWriter journal(context, *run, options.cluster);
  const ApplyResult result =
      TRY(apply(*run->fleet, run->graph, all_chapters(), context.bus, context.clock, context.stop,
                {.ended = [&](const Stage& stage, const StageResult& ended) { journal.add(stage, ended); }}));
  journal.end(result.report.end());
  if (etcd_is_made(result.report)) TRY(note_controllers(run->design.cluster, run->state));
  print(context.output == OutputChoice::json ? apply_json(result).pretty() + "\n"
                                             : printable_text(report_text(result.report)));
  if (options.profile && context.output != OutputChoice::json)
    print(printable_text("\n" + profile_text(critical_path(result.report, result.steps))));
  return exit_code_of(result.report);
}

}  // namespace vent
