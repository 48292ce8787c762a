#include "formats/yaml_syntax.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "events/utf8.h"
#include "formats/problems.h"
#include "formats/source_text.h"

namespace vent {
namespace {

enum class At { problem, context };

struct Explanation {
  std::string_view problem;  // what libyaml says
  At place;
  std::string_view message;
  std::string_view hint;
};

constexpr std::string_view kEscapeHint = "in double quotes write \\\\ for a backslash, or use single quotes";
constexpr std::string_view kListHint = "put ',' between the entries and ']' at the end";
constexpr std::string_view kMappingHint = "put ',' between the entries and '}' at the end";

constexpr std::array kExplanations{
    Explanation{"mapping values are not allowed in this context", At::problem, "a ':' can't be here",
                "quote a value that has ': ' in it, or check the indentation of this line"},
    Explanation{"did not find expected node content", At::problem, "expected a value here",
                "a value that begins with ',', ']' or '}' needs quotes"},
    Explanation{"found incompatible YAML document", At::problem, "this version of YAML is not known",
                "remove the %YAML line"},
    Explanation{"did not find expected '-' indicator", At::problem, "expected the next '- ' of the list above",
                "entries of one list begin in the same column; check the indentation of this line"},
    Explanation{"did not find expected ',' or ']'", At::context, "the list that begins here is not closed", kListHint},
    Explanation{"did not find expected ',' or '}'", At::context, "the mapping that begins here is not closed",
                kMappingHint},
    Explanation{"could not find expected ':'", At::context, "there is no ':' after this key",
                "write 'key: value', or indent the line to continue the value above"},
    Explanation{"found unexpected end of stream", At::context, "the quoted text that begins here has no end",
                "close the quote"},
    Explanation{"found unexpected document indicator", At::context, "the quoted text that begins here has no end",
                "close the quote"},
    Explanation{"found unknown escape character", At::problem, "unknown escape in double quotes", kEscapeHint},
    Explanation{"did not find expected hexdecimal number", At::problem, "unknown escape in double quotes", kEscapeHint},
    Explanation{"found invalid Unicode character escape code", At::problem, "this escape is no character", kEscapeHint},
    Explanation{"block sequence entries are not allowed in this context", At::problem, "a list can't begin here",
                "put its first '- ' on a line of its own"},
    Explanation{"did not find expected alphabetic or numeric character", At::context,
                "a value can't begin with '*' or '&'", "put the value in quotes"},
    Explanation{"did not find expected comment or line break", At::problem, "a block text can't begin on this line",
                "put the text on the next lines, indented"},
    Explanation{"did not find expected <document start>", At::problem, "the value above has already ended",
                "check the quotes above and the indentation of this line"},
};

// The column of a tab in the white space that a line begins with; 0 when there is none.
int tab_in_indentation(std::string_view line) {
  const std::size_t tab = line.find('\t');
  const std::size_t first_visible = line.find_first_not_of(" \t");
  return tab < first_visible ? static_cast<int>(tab) + 1 : 0;
}

std::string_view character_at(std::string_view line, int column) {
  for (int i = 1; i < column && !line.empty(); ++i) line.remove_prefix(first_character(line).bytes);
  return line.empty() ? line : line.substr(0, first_character(line).bytes);
}

Error syntax_error(const YamlFault& fault, At at, std::string message, std::string hint) {
  Place place{std::string(fault.file), fault.line, fault.column};
  if (at == At::context && fault.context_line > 0) {
    place.line = fault.context_line;
    place.column = fault.context_column;
  }
  return Error(ErrorKind::bad_input, std::move(message))
      .with_id("VENT_YAML_SYNTAX")
      .with_place(std::move(place))
      .with_hint(std::move(hint));
}

// The scanner may give up behind the end, where there is nothing to show; the last thing written is better.
void move_into_source(YamlFault& fault, std::string_view source) {
  source = source.substr(0, source.find_last_not_of(" \t\r\n") + 1);
  const auto lines = static_cast<int>(std::ranges::count(source, '\n')) + 1;
  if (fault.line <= lines) return;
  fault.line = lines;
  fault.column = 1;
  for (std::string_view line = source_line(source, lines); !line.empty(); ++fault.column)
    line.remove_prefix(first_character(line).bytes);
}

// "did not find expected key" has three causes that look different to a person.
Error explain_missing_key(const YamlFault& fault, std::string_view line) {
  if (character_at(line, fault.column) == ":")
    return syntax_error(fault, At::problem, "there is no key before the ':'", "");
  const std::size_t indentation = line.find_first_not_of(' ');
  if (indentation != std::string_view::npos && fault.column > static_cast<int>(indentation) + 1)
    return syntax_error(fault, At::problem, "this can't follow the value before it",
                        "quote the whole value; inside '…' a quote is written twice, inside \"…\" as \\\"");
  return syntax_error(fault, At::problem, "this fits no key of the mapping above",
                      "keys of one mapping begin in the same column; check the indentation of this line");
}

}  // namespace

Error explain_yaml_fault(std::string_view source, const YamlFault& found) {
  YamlFault fault = found;
  move_into_source(fault, source);
  const std::string_view line = source_line(source, fault.line);
  if (const int column = tab_in_indentation(line); column > 0) {
    fault.column = column;
    return syntax_error(fault, At::problem, "a tab can't be indentation in YAML", "use spaces");
  }
  if (fault.problem == "did not find expected key") return explain_missing_key(fault, line);
  if (fault.problem == "found character that cannot start any token") {
    const std::string_view character = character_at(line, fault.column);
    if (character == "\t") return syntax_error(fault, At::problem, "a tab can't be here", "use spaces");
    return syntax_error(fault, At::problem, fmt::format("a value can't begin with {}", in_quotes(character)),
                        "put the value in quotes");
  }
  const auto* known = std::ranges::find(kExplanations, fault.problem, &Explanation::problem);
  if (known == kExplanations.end())
    return syntax_error(fault, At::problem, fmt::format("this is not YAML: {}", fault.problem), "");
  return syntax_error(fault, known->place, std::string(known->message), std::string(known->hint));
}

}  // namespace vent
