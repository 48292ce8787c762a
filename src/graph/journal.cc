#include "graph/journal.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace vent {
namespace {

using std::chrono::milliseconds;

constexpr int kRunsForEstimates = 20;

constexpr const char* kRunColumns =
    "SELECT id, command, cluster, version, user, machine, process, process_begun, started, ended, outcome, "
    "(SELECT coalesce(sum(changes), 0) FROM step WHERE step.run = run.id) FROM run";

std::int64_t number(const std::string& text) {
  using Limits = std::numeric_limits<std::int64_t>;
  return parse_integer(text, Limits::min(), Limits::max()).value_or(0);
}

std::int64_t stored(WallTime time) { return std::chrono::floor<milliseconds>(time.time_since_epoch()).count(); }

WallTime time_of(const std::string& text) { return WallTime(milliseconds(number(text))); }

std::optional<WallTime> time_if_any(const std::string& text) {
  return number(text) == 0 ? std::nullopt : std::optional(time_of(text));
}

std::optional<RunEnd> run_end_of(const std::string& name) {
  for (const RunEnd end : {RunEnd::stopped, RunEnd::failed, RunEnd::changed, RunEnd::unchanged})
    if (run_end_name(end) == name) return end;
  return std::nullopt;
}

JournalRun run_of(const DatabaseRow& row) {
  return {.id = number(row.at(0)),
          .what = {.command = row.at(1),
                   .cluster = row.at(2),
                   .version = row.at(3),
                   .owner = {.user = row.at(4),
                             .machine = row.at(5),
                             .process_id = static_cast<pid_t>(number(row.at(6))),
                             .begun = row.at(7)},
                   .started = time_of(row.at(8))},
          .ended = time_if_any(row.at(9)),
          .end = run_end_of(row.at(10)),
          .changes = number(row.at(11))};
}

JournalStep step_of(const DatabaseRow& row) {
  JournalStep step{.stage = {row.at(0), row.at(1)},
                   .end = stage_end_from_name(row.at(2)).value_or(StageEnd::failed),
                   .changes = number(row.at(3)),
                   .started = time_if_any(row.at(4)),
                   .took = milliseconds(number(row.at(5))),
                   .error = row.at(8)};
  if (!row.at(6).empty()) step.because_of = StageName{row.at(6), row.at(7)};
  return step;
}

Duration median(std::vector<Duration> durations) {
  const auto middle = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() / 2);
  std::ranges::nth_element(durations, middle);
  return *middle;
}

}  // namespace

JournalStep journal_step(const Stage& stage, const StageResult& result) {
  return {.stage = stage.name,
          .end = result.outcome.end,
          .changes = result.outcome.changes,
          .started = result.started,
          .took = result.took,
          .because_of = result.outcome.because_of,
          .error = result.outcome.error ? result.outcome.error->text() : ""};
}

Result<Journal> Journal::open(const Path& file, const Warn& warn, const JournalLimits& limits) {
  return Journal(TRY(while_doing(fmt::format("opening the journal {}", file.string()), open_journal_file(file, warn))),
                 limits);
}

Result<std::int64_t> Journal::begin_run(const NewRun& run) {
  std::int64_t id = 0;
  TRY(database_.transaction([&]() -> Result<> {
    const std::vector<DatabaseRow> rows = TRY(
        database_.query("INSERT INTO run (command, cluster, version, user, machine, process, process_begun, started) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                        {run.command, run.cluster, run.version, run.owner.user, run.owner.machine,
                         std::int64_t{run.owner.process_id}, run.owner.begun, stored(run.started)}));
    id = number(rows.at(0).at(0));
    TRY(database_.query("DELETE FROM run WHERE id <= ?", {id - limits_.runs}));
    TRY(
        database_.query("DELETE FROM run WHERE id <= "
                        "(SELECT run FROM step WHERE id <= (SELECT max(id) FROM step) - ? ORDER BY id DESC LIMIT 1)",
                        {limits_.steps}));
    return Ok{};
  }));
  return id;
}

Result<> Journal::add_step(std::int64_t run, const JournalStep& step) {
  const StageName because_of = step.because_of.value_or(StageName());
  TRY(database_.query(
      "INSERT INTO step (run, chapter, host, outcome, changes, started, duration, because_chapter, "
      "because_host, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {run, step.stage.chapter, step.stage.host, stage_end_name(step.end), step.changes,
       step.started ? stored(*step.started) : 0, std::int64_t{std::chrono::floor<milliseconds>(step.took).count()},
       because_of.chapter, because_of.host, step.error}));
  return Ok{};
}

Result<> Journal::end_run(std::int64_t run, RunEnd end, WallTime ended) {
  TRY(database_.query("UPDATE run SET ended = ?, outcome = ? WHERE id = ?", {stored(ended), run_end_name(end), run}));
  return Ok{};
}

Result<std::vector<JournalRun>> Journal::last_runs(int count) {
  std::vector<JournalRun> runs;
  const std::vector<DatabaseRow> rows =
      TRY(database_.query(fmt::format("{} ORDER BY id DESC LIMIT ?", kRunColumns), {count}));
  for (const DatabaseRow& row : rows) runs.push_back(run_of(row));
  return runs;
}

Result<std::optional<JournalRun>> Journal::run(std::int64_t id) {
  const std::vector<DatabaseRow> rows = TRY(database_.query(fmt::format("{} WHERE id = ?", kRunColumns), {id}));
  return rows.empty() ? std::nullopt : std::optional(run_of(rows.front()));
}

Result<std::vector<JournalStep>> Journal::steps(std::int64_t run) {
  std::vector<JournalStep> steps;
  const std::vector<DatabaseRow> rows = TRY(
      database_.query("SELECT chapter, host, outcome, changes, started, duration, because_chapter, because_host, error "
                      "FROM step WHERE run = ? ORDER BY id",
                      {run}));
  for (const DatabaseRow& row : rows) steps.push_back(step_of(row));
  return steps;
}

Result<std::map<std::string, Duration>> Journal::usual_durations(StageEnd end) {
  std::map<std::string, std::vector<Duration>> by_chapter;
  const std::vector<DatabaseRow> rows = TRY(
      database_.query("SELECT chapter, duration FROM step WHERE outcome = ? AND run > (SELECT max(id) FROM run) - ?",
                      {stage_end_name(end), kRunsForEstimates}));
  for (const DatabaseRow& row : rows) by_chapter[row.at(0)].push_back(milliseconds(number(row.at(1))));
  std::map<std::string, Duration> usual;
  for (const auto& [chapter, durations] : by_chapter) usual[chapter] = median(durations);
  return usual;
}

}  // namespace vent
