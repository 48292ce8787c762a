#pragma once

#include <optional>
#include <string>

namespace vent {

// What the output of a command looks like, decided here and nowhere else, from facts alone.

enum class OutputStyle { terminal_with_colours, terminal_without_colours, plain_lines, json_lines };

// What the user asked for with -o/--output.
enum class OutputChoice { text, json };

// Environment variables that are not set are nullopt.
struct OutputFacts {
  bool is_terminal = false;  // the stream that events are shown on
  int columns = 0;           // 0: not known
  std::optional<std::string> term;
  std::optional<std::string> no_color;
  std::optional<std::string> ci;
  OutputChoice choice = OutputChoice::text;
  bool plain_asked = false;  // --plain
};

// The first of these that applies:
//   -o json                                                          JSON lines
//   --plain, not a terminal, TERM unset, empty or "dumb"             plain lines
//   CI set, and not to "", "0" or "false" (the output is recorded)   plain lines
//   fewer than kFewestColumns columns, or not known how many         plain lines
//   NO_COLOR set and not empty                                       terminal without colours
//   otherwise                                                        terminal with colours
OutputStyle choose_output(const OutputFacts& facts);

inline constexpr int kFewestColumns = 20;

// Which marks and dots can be shown: "✓" and "…", or "+" and "..".
enum class Symbols { unicode, ascii };

// As the C library picks the locale: the first of LC_ALL, LC_CTYPE and LANG that is set and not empty.
Symbols choose_symbols(const std::optional<std::string>& lc_all, const std::optional<std::string>& lc_ctype,
                       const std::optional<std::string>& lang);

struct TerminalSize {
  int columns = 80;
  int rows = 24;
};

}  // namespace vent
