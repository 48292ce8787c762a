#include "commands/readings.h"
#include "events/printable.h"
#include "readings/survey_report.h"

namespace vent {
namespace {

constexpr int kSomethingDiffers = 2;

// Prints, and gives the exit code that both readings have.
Result<int> report(CommandContext& context, const SurveyReport& seen, const std::string& text) {
  print(context.output == OutputChoice::json ? survey_json(seen).pretty() + "\n" : printable_text(text));
  if (const std::optional<Error> error = seen.error()) return fail(*error);
  return seen.changes() == 0 ? 0 : kSomethingDiffers;
}

}  // namespace

Result<int> plan(CommandContext& context, const PlanOptions& options) {
  const std::unique_ptr<ClusterRun> run = TRY(open_cluster_run(context, options.cluster));
  const SurveyReport seen = survey_all(*run->fleet, context.bus);
  return report(context, seen, plan_text(seen, options.full ? Show::whole_files : Show::beginnings));
}

Result<int> audit(CommandContext& context, const ClusterOptions& options) {
  const std::unique_ptr<ClusterRun> run = TRY(open_cluster_run(context, options));
  const SurveyReport seen = survey_all(*run->fleet, context.bus);
  return report(context, seen, audit_text(seen));
}

}  // namespace vent
