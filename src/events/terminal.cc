#include "events/terminal.h"

#include <algorithm>
#include <cctype>

namespace vent {
namespace {

bool is_set(const std::optional<std::string>& variable) { return !variable.value_or("").empty(); }

bool can_overprint(const OutputFacts& facts) {
  if (facts.plain_asked || !facts.is_terminal) return false;
  if (!is_set(facts.term) || facts.term == "dumb") return false;
  if (is_set(facts.ci) && facts.ci != "0" && facts.ci != "false") return false;
  return facts.columns >= kFewestColumns;
}

}  // namespace

OutputStyle choose_output(const OutputFacts& facts) {
  if (facts.choice == OutputChoice::json) return OutputStyle::json_lines;
  if (!can_overprint(facts)) return OutputStyle::plain_lines;
  return is_set(facts.no_color) ? OutputStyle::terminal_without_colours : OutputStyle::terminal_with_colours;
}

Symbols choose_symbols(const std::optional<std::string>& lc_all, const std::optional<std::string>& lc_ctype,
                       const std::optional<std::string>& lang) {
  for (const std::optional<std::string>& variable : {lc_all, lc_ctype, lang}) {
    std::string locale = variable.value_or("");
    if (locale.empty()) continue;
    std::ranges::transform(locale, locale.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool is_utf8 = locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    return is_utf8 ? Symbols::unicode : Symbols::ascii;
  }
  return Symbols::ascii;
}

}  // namespace vent
