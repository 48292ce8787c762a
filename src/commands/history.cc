#include "commands/history.h"

#include <fmt/core.h>

#include <limits>
#include <optional>

#include "base/shell_quote.h"
#include "base/text.h"
#include "cluster/read_cluster.h"
#include "commands/history_view.h"
#include "formats/problems.h"
#include "graph/journal.h"
#include "remote/cluster_state.h"

namespace vent {
namespace {

std::string this_command(const HistoryOptions& options) {
  if (options.cluster_file == HistoryOptions().cluster_file) return "vent history";
  return "vent history -f " + shell_quote(options.cluster_file);
}

ShownRun shown(JournalRun run) {
  const OwnerState owner = run.ended ? OwnerState::gone : state_of(run.what.owner);
  return {.run = std::move(run), .owner = owner};
}

// Nothing when nobody has run anything yet: to look must not leave a file behind.
Result<std::optional<Journal>> open_if_there(CommandContext& context, const Path& file) {
  if (!path_exists(file)) return std::optional<Journal>();
  return std::optional<Journal>(TRY(Journal::open(file, [&](std::string text) { context.bus.warn(std::move(text)); })));
}

Result<> show_list(CommandContext& context, const HistoryOptions& options, std::optional<Journal>& journal) {
  std::vector<ShownRun> runs;
  if (journal)
    for (JournalRun& run : TRY(journal->last_runs(options.last))) runs.push_back(shown(std::move(run)));
  if (context.output == OutputChoice::json) {
    print(runs_json(runs).pretty() + "\n");
  } else if (runs.empty()) {
    context.bus.say("nothing has been run on this cluster yet");
  } else {
    print(runs_text(runs, context.clock.wall()));
  }
  return Ok{};
}

Result<> show_run(CommandContext& context, const HistoryOptions& options, std::optional<Journal>& journal) {
  const std::optional<long long> id = parse_integer(options.run, 1, std::numeric_limits<std::int64_t>::max());
  if (!id)
    return fail(Error(ErrorKind::bad_input, fmt::format("{} is not the number of a run", in_quotes(options.run)))
                    .with_id("VENT_RUN_UNKNOWN")
                    .with_hint(fmt::format("{} lists them", this_command(options))));
  std::optional<JournalRun> run;
  if (journal) run = TRY(journal->run(*id));
  if (!run)
    return fail(
        Error(ErrorKind::bad_input, fmt::format("the journal knows no run {}", *id))
            .with_id("VENT_RUN_UNKNOWN")
            .with_hint(fmt::format("{} lists those it knows; the oldest are forgotten", this_command(options))));
  const std::vector<JournalStep> steps = TRY(journal->steps(*id));
  const ShownRun one = shown(*std::move(run));
  print(context.output == OutputChoice::json ? run_json(one, steps).pretty() + "\n"
                                             : run_text(one, steps, context.clock.wall()));
  return Ok{};
}

}  // namespace

Result<int> history(CommandContext& context, const HistoryOptions& options) {
  const Cluster cluster = TRY(load_cluster(options.cluster_file));
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  std::optional<Journal> journal = TRY(open_if_there(context, state.journal()));
  TRY(options.run.empty() ? show_list(context, options, journal) : show_run(context, options, journal));
  return 0;
}

}  // namespace vent
