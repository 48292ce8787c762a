#include "formats/problems.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "events/utf8.h"
#include "formats/source_text.h"

namespace vent {
namespace {

// Beyond these, more only hides what comes first.
constexpr std::size_t kMostShown = 50;
constexpr int kWidestQuote = 60;
constexpr int kWidestBeforeCaret = 60;
constexpr int kWidestAfterCaret = 40;

// How a character is shown: as it is, or escaped where it would move the cursor or worse.
std::string visible(std::string_view bytes, const Utf8Character& character) {
  if (!character.valid) return fmt::format("\\x{:02X}", static_cast<unsigned char>(bytes.front()));
  const char32_t code = character.code;
  if (code == '\n') return "\\n";
  if (code == '\t') return "\\t";
  const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  if (is_control) return fmt::format("\\x{:02X}", static_cast<unsigned>(code));
  const bool reorders = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  const bool breaks_lines = code == 0x2028 || code == 0x2029;
  if (reorders || breaks_lines) return fmt::format("\\u{:04X}", static_cast<unsigned>(code));
  return std::string(bytes.substr(0, character.bytes));
}

int count_characters(std::string_view text) {
  int count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_character(text).bytes);
  return count;
}

struct Excerpt {
  std::string before;  // the caret
  std::string after;
};

// As much of the line around the caret as fits beside it. A tab takes as much room here as an indentation.
Excerpt excerpt_around(std::string_view line, int caret) {
  caret = std::min(caret, count_characters(line));
  // One string per character, though never for more of a long line than could be shown.
  std::vector<std::string> before;
  std::vector<std::string> after;
  bool is_cut_before = false;
  for (int column = 0; !line.empty() && column <= caret + kWidestAfterCaret; ++column) {
    const Utf8Character character = first_character(line);
    if (column >= caret - kWidestBeforeCaret)
      (column < caret ? before : after).push_back(character.code == '\t' ? "    " : visible(line, character));
    else
      is_cut_before = true;
    line.remove_prefix(character.bytes);
  }
  Excerpt result;
  std::size_t first = before.size();
  for (int width = 0; first > 0; --first) {
    width += display_width(before[first - 1]);
    if (width > kWidestBeforeCaret) break;
  }
  std::size_t last = 0;
  for (int width = 0; last < after.size(); ++last) {
    width += display_width(after[last]);
    if (width > kWidestAfterCaret) break;
  }
  if (is_cut_before || first > 0) result.before = "…";
  for (std::size_t i = first; i < before.size(); ++i) result.before += before[i];
  for (std::size_t i = 0; i < last; ++i) result.after += after[i];
  if (last < after.size()) result.after += "…";
  return result;
}

std::string render_problem(std::string_view source, const Error& error) {
  std::string text = error.text();
  const std::string place = render_place(source, error);
  if (place.empty()) return text;
  const std::size_t end_of_first = std::min(text.find('\n'), text.size());
  return text.substr(0, end_of_first) + "\n" + indent(place, "  ") + text.substr(end_of_first);
}

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    result += visible(text, character);
    text.remove_prefix(character.bytes);
  }
  return "'" + elide_middle(result, kWidestQuote) + "'";
}

std::string render_place(std::string_view source, const Error& error) {
  if (!error.place || error.place->line == 0) return "";
  const std::string_view line = source_line(source, error.place->line);
  if (line.empty()) return "";

  const Excerpt excerpt = excerpt_around(line, std::max(error.place->column - 1, 0));
  const std::string number = fmt::format("{:>4}", error.place->line);
  std::string result = number + " | " + excerpt.before + excerpt.after;
  if (error.place->column > 0) {
    const auto spaces = [](int count) { return std::string(static_cast<std::size_t>(count), ' '); };
    result += "\n" + std::string(number.size(), ' ') + " | " + spaces(display_width(excerpt.before)) + "^";
  }
  return result;
}

std::string render_problems(std::string_view source, Problems problems) {
  std::ranges::stable_sort(problems, {}, [](const Error& error) {
    return error.place ? std::tuple(error.place->line, error.place->column) : std::tuple(0, 0);
  });
  std::vector<std::string> parts;
  const std::size_t shown = std::min(problems.size(), kMostShown);
  for (std::size_t i = 0; i < shown; ++i) parts.push_back(render_problem(source, problems[i]));
  if (problems.size() > shown) parts.push_back(fmt::format("and {} more problems", problems.size() - shown));
  return join(parts, "\n");
}

Error as_one_error(std::string_view source, Problems problems) {
  if (problems.size() == 1) {
    Error only = std::move(problems.front());
    if (only.details.empty()) only.details = render_place(source, only);
    return only;
  }
  const std::string file = problems.front().place ? problems.front().place->file : "the file";
  std::string message = fmt::format("{} has {} problems", file, problems.size());
  return Error(ErrorKind::bad_input, std::move(message))
      .with_id("VENT_SEVERAL_PROBLEMS")
      .with_details(render_problems(source, std::move(problems)));
}

}  // namespace vent
