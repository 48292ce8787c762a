#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/terminal.h"

namespace vent {

// Texts from programs and hosts, made safe and fitting for a terminal. Nothing here drops a character silently:
// control characters become visible ("^[" for escape), bytes that are not UTF-8 become "\xNN", and only fit() shortens,
// for lines that are overprinted anyway.

// Newlines and tabs stay; "\r\n" and a lone "\r" (a program overprinting its own line) are newlines.
std::string printable_text(std::string_view text);
// One line: newlines and tabs are spaces, none at either end.
std::string printable_line(std::string_view text);

// Ends with exactly the newlines it has, and at least one.
std::string with_newline(std::string text);

// The text, or as much of its beginning and end as fits into so many columns (none when that is 0 or less).
std::string fit(std::string_view line, int columns, Symbols symbols);

// The text as lines of at most `columns` columns, broken at spaces where possible. At least one line; only a single
// character wider than `columns` can be too wide.
std::vector<std::string> fold(std::string_view line, int columns);

}  // namespace vent
