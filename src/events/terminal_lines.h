#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/event.h"
#include "events/running_activities.h"
#include "events/terminal.h"

namespace vent {

// The words and colours of the terminal listener, as pure functions: the lines of running activities, which are
// overprinted and always fit, and the text that stays, which is never shortened.

enum class Colours { none, sgr };

struct Look {
  Colours colours = Colours::none;
  Symbols symbols = Symbols::unicode;
};

// One line per running activity, at most `most_lines`; the last one counts those left out. Each line is narrower than
// `columns`, because a terminal whose last column is written may already have moved on to the next line.
std::vector<std::string> running_lines(const std::vector<RunningActivity>& activities, Moment now, const Look& look,
                                       int columns, int most_lines);

// "✓ base image  1 min 35 s", folded into more lines where `columns` ask for it, and after a failure all of the
// activity's output. Ends with a newline.
std::string finished_text(const RunningActivity& activity, Outcome outcome, std::string_view note, Moment now,
                          const Look& look, int columns);

// As they are; a long line of theirs is the terminal's to fold, so it can be copied in one piece. End with a newline.
std::string said_text(const Said& said, const Look& look);
std::string failed_text(const Failed& failed, const Look& look);
std::string loose_output_text(std::string_view output);

}  // namespace vent
