#include "events/json_listener.h"

#include <fmt/core.h>

#include "events/json_line.h"
#include "events/match.h"

namespace vent {
namespace {

constexpr std::string_view kNull = "null";

std::string string_or_null(std::string_view text) { return text.empty() ? std::string(kNull) : json_string(text); }

template <class Number>
std::string number_or_null(Number number) {
  return number == 0 ? std::string(kNull) : fmt::format("{}", number);
}

// All fields of a line, as JSON. What an event does not set stays null.
struct Line {
  std::string event;
  std::string activity{kNull}, parent{kNull}, title{kNull};
  std::string done{kNull}, total{kNull}, unit{kNull}, elapsed{kNull};
  std::string outcome{kNull}, level{kNull}, text{kNull}, note{kNull}, error{kNull};
};

// format_utc has whole seconds; scripts that measure want more.
std::string time_json(WallTime time) {
  const WallTime second = std::chrono::floor<std::chrono::seconds>(time);
  std::string text = format_utc(second);
  const std::chrono::milliseconds rest = std::chrono::floor<std::chrono::milliseconds>(time - second);
  text.insert(text.size() - 1, fmt::format(".{:03}", rest.count()));
  return json_string(text);
}

std::string seconds_json(Duration duration) {
  return fmt::format("{:.3f}", std::chrono::duration<double>(duration).count());
}

std::string error_json(const Error& error) {
  std::string context;
  for (const std::string& item : error.context) context += (context.empty() ? "" : ",") + json_string(item);
  std::string place(kNull);
  if (error.place) {
    place = json_object({{"file", string_or_null(error.place->file)},
                         {"line", number_or_null(error.place->line)},
                         {"column", number_or_null(error.place->column)}});
  }
  return json_object({{"kind", json_string(kind_name(error.kind))},
                      {"id", string_or_null(error.id)},
                      {"message", json_string(error.message)},
                      {"place", place},
                      {"context", fmt::format("[{}]", context)},
                      {"hint", string_or_null(error.hint)},
                      {"details", string_or_null(error.details)},
                      {"retry", json_string(error.retry == Retry::later ? "later" : "never")},
                      {"exitCode", fmt::format("{}", exit_code(error.kind))}});
}

void describe(Line& line, const RunningActivity& activity) {
  line.activity = fmt::format("{}", activity.id);
  line.title = json_string(activity.title);
  line.done = fmt::format("{}", activity.done);
  line.total = number_or_null(activity.total.value_or(0));
  line.unit = string_or_null(activity.unit);
}

}  // namespace

void JsonListener::on_event(const StampedEvent& event) noexcept {
  Line line;
  std::visit(Match{
                 [&](const ActivityStarted& started) {
                   line.event = "activity_started";
                   describe(line, activities_.start(started, event.moment));
                   line.parent = number_or_null(started.parent);
                 },
                 [&](const ActivityProgress& progress) {
                   line.event = "activity_progress";
                   if (const RunningActivity* activity = activities_.progress(progress)) {
                     describe(line, *activity);
                     line.elapsed = seconds_json(event.moment - activity->started);
                   } else {
                     line.activity = number_or_null(progress.id);
                     line.done = fmt::format("{}", progress.done);
                   }
                   line.note = string_or_null(progress.note);
                 },
                 [&](const ActivityFinished& finished) {
                   line.event = "activity_finished";
                   const RunningActivity activity = activities_.finish(finished.id, event.moment);
                   describe(line, activity);
                   line.elapsed = seconds_json(event.moment - activity.started);
                   line.outcome = json_string(outcome_name(finished.outcome));
                   line.note = string_or_null(finished.note);
                 },
                 [&](const Said& said) {
                   line.event = "said";
                   line.level = json_string(level_name(said.level));
                   line.text = json_string(said.text);
                 },
                 [&](const Failed& failed) {
                   line.event = "failed";
                   line.error = error_json(failed.error);
                 },
                 [&](const Output& output) {
                   line.event = "output";
                   line.activity = number_or_null(output.activity);
                   line.text = json_string(output.text);
                 },
             },
             event.event);
  write_(json_object({{"schemaVersion", "1"},
                      {"time", time_json(event.wall)},
                      {"event", json_string(line.event)},
                      {"activity", line.activity},
                      {"parent", line.parent},
                      {"title", line.title},
                      {"done", line.done},
                      {"total", line.total},
                      {"unit", line.unit},
                      {"elapsedSeconds", line.elapsed},
                      {"outcome", line.outcome},
                      {"level", line.level},
                      {"text", line.text},
                      {"note", line.note},
                      {"error", line.error}}) +
         '\n');
}

}  // namespace vent
