#include "events/terminal_lines.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "events/printable.h"

namespace vent {
namespace {

constexpr std::string_view kRed = "31";
constexpr std::string_view kGreen = "32";
constexpr std::string_view kYellow = "33";
constexpr std::string_view kFaint = "2";

std::string coloured(std::string_view text, std::string_view colour, const Look& look) {
  if (look.colours == Colours::none || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", colour, text);
}

struct OutcomeLook {
  Outcome outcome;
  std::string_view unicode;
  std::string_view ascii;
  std::string_view colour;
  std::string_view word;  // for what the mark alone does not say
};

constexpr OutcomeLook kOutcomes[] = {
    {Outcome::done, "✓", "+", kGreen, ""},
    {Outcome::changed, "✓", "+", kGreen, "changed"},
    {Outcome::unchanged, "=", "=", kFaint, "unchanged"},
    {Outcome::failed, "✗", "x", kRed, ""},
    {Outcome::skipped, "-", "-", kYellow, "skipped"},
};

const OutcomeLook& look_of(Outcome outcome) { return *std::ranges::find(kOutcomes, outcome, &OutcomeLook::outcome); }

// Deep nesting must not push the title out of a narrow terminal.
std::string indentation(int depth, int columns) {
  return std::string(static_cast<std::size_t>(std::clamp(2 * depth, 0, columns / 4)), ' ');
}

constexpr std::string_view kGap = "  ";
constexpr int kGapWidth = 2;
constexpr int kShortestNote = 10;

// A fact is shown when so many columns, or all that it needs, are left to the title.
struct Fact {
  std::string text;
  int shortest_title;
};

// Mark, title and what is known of the progress, the most important first. The note takes only what nothing else needs.
std::string running_line(const RunningActivity& activity, Moment now, const Look& look, int width) {
  const std::string_view mark = look.symbols == Symbols::unicode ? "·" : ".";
  const std::string start = fmt::format("{}{} ", indentation(activity.depth, width), mark);
  const std::string title = printable_line(activity.title);
  const int title_width = display_width(title);
  const ProgressText progress = progress_text(activity, now);

  int left = width - display_width(start);
  std::string facts;
  for (const Fact& fact : {Fact{whole_seconds(now - activity.started), 6}, Fact{progress.percentage, 12},
                           Fact{progress.remaining, 24}, Fact{progress.amount, 24}}) {
    const int needed = kGapWidth + display_width(fact.text);
    if (fact.text.empty() || left - needed < std::min(title_width, fact.shortest_title)) continue;
    facts += fmt::format("{}{}", kGap, fact.text);
    left -= needed;
  }
  const int note_width = left - title_width - kGapWidth;
  if (!activity.note.empty() && note_width >= kShortestNote) {
    facts += fmt::format("{}{}", kGap, fit(printable_line(activity.note), note_width, look.symbols));
  }
  const int facts_width = display_width(facts);
  const std::string fitted_title = fit(title, width - display_width(start) - facts_width, look.symbols);
  // The outer fit is for a terminal that has no room even for the mark.
  return fit(start + fitted_title, width - facts_width, look.symbols) + coloured(facts, kFaint, look);
}

}  // namespace

std::vector<std::string> running_lines(const std::vector<RunningActivity>& activities, Moment now, const Look& look,
                                       int columns, int most_lines) {
  const int width = columns - 1;
  const int count = static_cast<int>(activities.size());
  const int shown = count <= most_lines ? count : most_lines - 1;
  std::vector<std::string> lines;
  for (int i = 0; i < shown; ++i) {
    lines.push_back(running_line(activities[static_cast<std::size_t>(i)], now, look, width));
  }
  if (shown < count && most_lines > 0) {
    lines.push_back(coloured(fit(fmt::format("  and {} more", count - shown), width, look.symbols), kFaint, look));
  }
  return lines;
}

std::string finished_text(const RunningActivity& activity, Outcome outcome, std::string_view note, Moment now,
                          const Look& look, int columns) {
  const OutcomeLook& outcome_look = look_of(outcome);
  const std::string indentation_text = indentation(activity.depth, columns);
  const std::string_view mark = look.symbols == Symbols::unicode ? outcome_look.unicode : outcome_look.ascii;
  const std::string title = printable_line(activity.title);
  std::string facts;
  if (outcome != Outcome::skipped) facts += fmt::format("{}{}", kGap, format_duration(now - activity.started));
  if (!outcome_look.word.empty()) facts += fmt::format("{}{}", kGap, outcome_look.word);
  if (!note.empty()) facts += fmt::format("{}{}", kGap, printable_line(note));

  std::string text = fmt::format("{}{} ", indentation_text, coloured(mark, outcome_look.colour, look));
  const int width = std::max(1, columns - 1 - display_width(indentation_text) - 2);
  std::vector<std::string> lines = fold(title, width);
  if (display_width(lines.back()) + display_width(facts) <= width) {
    lines.back() += coloured(facts, kFaint, look);
  } else {
    for (const std::string& line : fold(facts, width)) lines.push_back(coloured(line, kFaint, look));
  }
  text += with_newline(join(lines, fmt::format("\n{}  ", indentation_text)));
  if (outcome == Outcome::failed && !activity.output.empty()) {
    text += with_newline(indent(printable_text(activity.output), indentation_text + "  | "));
  }
  return text;
}

std::string said_text(const Said& said, const Look& look) {
  const std::string start = said.level == Level::warning ? coloured("warning:", kYellow, look) + ' ' : "";
  return with_newline(start + printable_text(said.text));
}

std::string failed_text(const Failed& failed, const Look& look) {
  std::string text = printable_text(failed.error.text());
  constexpr std::string_view kStart = "error:";
  if (text.starts_with(kStart)) text.replace(0, kStart.size(), coloured(kStart, kRed, look));
  return with_newline(std::move(text));
}

std::string loose_output_text(std::string_view output) {
  return output.empty() ? std::string() : with_newline(printable_text(output));
}

}  // namespace vent
