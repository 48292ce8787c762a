#include "events/plain_listener.h"

#include <fmt/core.h>

#include "base/text.h"
#include "events/match.h"
#include "events/printable.h"

namespace vent {
namespace {

// "done in 3 s", "failed after 3 s", "skipped".
std::string outcome_text(Outcome outcome, Duration elapsed) {
  if (outcome == Outcome::skipped) return std::string(outcome_name(outcome));
  const std::string_view preposition = outcome == Outcome::failed ? "after" : "in";
  return fmt::format("{} {} {}", outcome_name(outcome), preposition, format_duration(elapsed));
}

// Never empty: an empty line that somebody said is a line too.
std::string said_text(const Said& said) {
  const std::string text = with_newline(printable_text(said.text));
  return said.level == Level::warning ? "warning: " + text : text;
}

}  // namespace

PlainListener::~PlainListener() {
  while (!activities_.all().empty()) {
    write_at(last_wall_, finished({activities_.all().back().id, Outcome::failed, "not finished"}, last_moment_));
  }
}

void PlainListener::on_event(const StampedEvent& event) noexcept {
  last_wall_ = event.wall;
  last_moment_ = event.moment;
  const std::string text =
      std::visit(Match{
                     [&](const ActivityStarted& start) { return started(start, event.moment); },
                     [&](const ActivityProgress& progress) { return progressed(progress, event.moment); },
                     [&](const ActivityFinished& finish) { return finished(finish, event.moment); },
                     [](const Said& said) { return said_text(said); },
                     [](const Failed& failed) { return printable_text(failed.error.text()); },
                     [&](const Output& output) {
                       return activities_.add_output(output) == nullptr ? printable_text(output.text) : std::string();
                     },
                 },
                 event.event);
  if (!text.empty()) write_at(event.wall, text);
}

void PlainListener::write_at(WallTime time, std::string text) {
  if (times_ == LineTimes::shown) text = fmt::format("{} {}", format_utc(time), text);
  write_(with_newline(std::move(text)));
}

std::string PlainListener::started(const ActivityStarted& event, Moment moment) {
  activities_.start(event, moment);
  last_lines_[event.id] = moment;
  return printable_line(event.title) + ": started";
}

std::string PlainListener::progressed(const ActivityProgress& event, Moment moment) {
  const RunningActivity* activity = activities_.progress(event);
  if (activity == nullptr || moment - last_lines_[event.id] < kBetweenProgressLines) return {};
  last_lines_[event.id] = moment;
  const ProgressText progress = progress_text(*activity, moment);
  std::vector<std::string> parts;
  for (const std::string& part :
       {progress.percentage, progress.amount, progress.remaining, printable_line(activity->note)}) {
    if (!part.empty()) parts.push_back(part);
  }
  if (parts.empty()) parts.push_back(format_duration(moment - activity->started));
  return fmt::format("{}: {}", printable_line(activity->title), join(parts, ", "));
}

std::string PlainListener::finished(const ActivityFinished& event, Moment moment) {
  const RunningActivity activity = activities_.finish(event.id, moment);
  last_lines_.erase(event.id);
  std::string text =
      fmt::format("{}: {}", printable_line(activity.title), outcome_text(event.outcome, moment - activity.started));
  if (!event.note.empty()) text += fmt::format(": {}", printable_line(event.note));
  if (event.outcome == Outcome::failed && !activity.output.empty()) {
    text += '\n' + indent(printable_text(activity.output), "  | ");
  }
  return text;
}

}  // namespace vent
