#include "commands/history_view.h"

#include <fmt/core.h>

#include "base/text.h"
#include "commands/table.h"
#include "events/printable.h"

namespace vent {
namespace {

constexpr int kWidestCommand = 80;

Duration between(WallTime begin, WallTime end) { return std::max(end - begin, WallTime::duration(0)); }

std::string words(const std::string& outcome) { return replace_all(outcome, "_", " "); }

// Of one that runs, the time it has run by now.
std::string time_text(const ShownRun& shown, WallTime now) {
  if (shown.run.ended) return format_duration(between(shown.run.what.started, *shown.run.ended));
  return shown.owner == OwnerState::running ? format_duration(between(shown.run.what.started, now)) : "-";
}

std::string steps_table(const std::vector<JournalStep>& steps) {
  std::vector<std::vector<std::string>> rows = {{"CHAPTER", "HOST", "OUTCOME", "CHANGES", "TIME", "BECAUSE OF"}};
  for (const JournalStep& step : steps)
    rows.push_back({step.stage.chapter, step.stage.host, std::string(stage_end_words(step.end)),
                    fmt::format("{}", step.changes), step.started ? format_duration(step.took) : "-",
                    step.because_of ? step.because_of->text() : ""});
  return render_table(rows);
}

double seconds(Duration duration) {
  return static_cast<double>(std::chrono::round<std::chrono::milliseconds>(duration).count()) / 1e3;
}

Json run_fields(const ShownRun& shown) {
  const JournalRun& run = shown.run;
  return Json::object()
      .set("id", run.id)
      .set("command", run.what.command)
      .set("cluster", run.what.cluster)
      .set("version", run.what.version)
      .set("operator", run.what.owner.text())
      .set("process_id", run.what.owner.process_id)
      .set("started", format_utc(run.what.started))
      .set("ended", run.ended ? Json(format_utc(*run.ended)) : Json())
      .set("seconds", run.ended ? Json(seconds(between(run.what.started, *run.ended))) : Json())
      .set("outcome", shown.outcome())
      .set("changes", run.changes);
}

Json step_fields(const JournalStep& step) {
  const std::optional<StageName>& because_of = step.because_of;
  return Json::object()
      .set("chapter", step.stage.chapter)
      .set("host", step.stage.host)
      .set("outcome", stage_end_name(step.end))
      .set("changes", step.changes)
      .set("started", step.started ? Json(format_utc(*step.started)) : Json())
      .set("seconds", step.started ? Json(seconds(step.took)) : Json())
      .set("because_of",
           because_of ? Json::object().set("chapter", because_of->chapter).set("host", because_of->host) : Json())
      .set("error", step.error.empty() ? Json() : Json(step.error));
}

}  // namespace

std::string ShownRun::outcome() const {
  if (run.end) return std::string(run_end_name(*run.end));
  switch (owner) {
    case OwnerState::running:
      return "running";
    case OwnerState::elsewhere:
      return "unknown";
    case OwnerState::gone:
      break;
  }
  return "broken_off";
}

std::string runs_text(const std::vector<ShownRun>& runs, WallTime now) {
  std::vector<std::vector<std::string>> rows = {{"RUN", "STARTED", "TIME", "BY", "OUTCOME", "CHANGES", "COMMAND"}};
  for (const ShownRun& shown : runs) {
    const NewRun& what = shown.run.what;
    rows.push_back({fmt::format("{}", shown.run.id), format_utc(what.started), time_text(shown, now),
                    printable_line(what.owner.text()), words(shown.outcome()), fmt::format("{}", shown.run.changes),
                    elide_middle(printable_line(what.command), kWidestCommand)});
  }
  return render_table(rows);
}

Json runs_json(const std::vector<ShownRun>& runs) {
  Json list = Json::array();
  for (const ShownRun& run : runs) list.push(run_fields(run));
  return Json::object().set("schemaVersion", 1).set("runs", std::move(list));
}

std::string run_text(const ShownRun& shown, const std::vector<JournalStep>& steps, WallTime now) {
  const NewRun& what = shown.run.what;
  std::string text = fmt::format("run {}: {}\n", shown.run.id, printable_line(what.command));
  text += fmt::format("  by        {}, process {}, with vent {}\n", printable_line(what.owner.text()),
                      what.owner.process_id, what.version);
  text += fmt::format("  started   {}\n", format_utc(what.started));
  text += fmt::format("  time      {}\n", time_text(shown, now));
  text += fmt::format("  outcome   {}\n", words(shown.outcome()));
  text += fmt::format("  changes   {}\n", shown.run.changes);
  if (!steps.empty()) text += "\n" + steps_table(steps);
  for (const JournalStep& step : steps)
    if (!step.error.empty())
      text += fmt::format("\n{}:\n{}\n", step.stage.text(), indent(printable_text(step.error), "  "));
  return text;
}

Json run_json(const ShownRun& run, const std::vector<JournalStep>& steps) {
  Json list = Json::array();
  for (const JournalStep& step : steps) list.push(step_fields(step));
  return Json::object().set("schemaVersion", 1).set("run", run_fields(run)).set("steps", std::move(list));
}

}  // namespace vent
