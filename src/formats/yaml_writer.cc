#include "formats/yaml_writer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "events/utf8.h"

namespace vent {
namespace {

// Readers take longer keys only behind "? ".
constexpr std::size_t kLongestKey = 1000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Words that mean something to readers of YAML 1.1 or 1.2, in lower case.
constexpr std::array<std::string_view, 9> kWords{"true", "false", "yes", "no", "on", "off", "y", "n", "null"};

bool is_reserved_word(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::ranges::find(kWords, lower) != kWords.end();
}

// Only what is beyond doubt: it begins like a word, a path or an option, and has nothing with a meaning in it.
bool can_be_plain(std::string_view text) {
  if (text.empty() || is_reserved_word(text)) return false;
  const std::string_view word = text.substr(std::min(text.find_first_not_of('-'), text.size()));
  const bool is_option = text.size() - word.size() <= 2 && !word.empty() && is_letter(word.front());
  const bool begins_well = is_letter(text.front()) || text.front() == '/' || text.front() == '_' || is_option;
  const bool has_plain_characters = std::ranges::all_of(text, [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view(" _-./:@=,+").find(c) != std::string_view::npos;
  });
  const bool has_colon_word = text.find(": ") != std::string_view::npos || text.ends_with(':');
  return begins_well && has_plain_characters && !has_colon_word && !text.ends_with(' ');
}

// Characters that stand for themselves inside double quotes and block texts.
bool is_printable(char32_t code) {
  const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  const bool is_special = code == 0x2028 || code == 0x2029 || code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
  return !is_control && !is_special;
}

std::string in_double_quotes(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    const std::string_view bytes = text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
    if (!character.valid)
      result += "\uFFFD";
    else if (character.code == '"' || character.code == '\\')
      result += fmt::format("\\{}", bytes);
    else if (character.code == '\n')
      result += "\\n";
    else if (character.code == '\t')
      result += "\\t";
    else if (is_printable(character.code))
      result += bytes;
    else
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(character.code));
  }
  return result + "\"";
}

// A block text keeps its lines as they are, but can't begin with white space or end in several newlines without
// marks that few people can read.
bool can_be_block(std::string_view text) {
  const std::size_t newline = text.find('\n');
  if (newline == std::string_view::npos || newline == 0) return false;
  if (text.front() == ' ' || text.front() == '\t') return false;
  if (text.ends_with("\n\n") || text.ends_with(' ') || text.ends_with('\t')) return false;
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    if (!character.valid || (character.code != '\n' && character.code != '\t' && !is_printable(character.code)))
      return false;
    text.remove_prefix(character.bytes);
  }
  return true;
}

std::string spaces(int count) { return std::string(static_cast<std::size_t>(count), ' '); }

std::string block(std::string_view text, int indentation) {
  std::string result = text.ends_with('\n') ? "|" : "|-";
  for (const std::string& line : split_lines(text)) result += line.empty() ? "\n" : "\n" + spaces(indentation) + line;
  return result;
}

std::string one_line(std::string_view text) { return can_be_plain(text) ? std::string(text) : in_double_quotes(text); }

// Readers of YAML 1.1 want a dot in a number with an exponent.
std::string number(std::string text) {
  const std::size_t exponent = text.find('e');
  if (exponent != std::string::npos && text.find('.') == std::string::npos) text.insert(exponent, ".0");
  return text;
}

bool is_filled(const Json& value) { return !value.entries().empty() || !value.items().empty(); }

// A value that fits behind "key: " or "- ", though a block text goes on in the lines below.
std::string beside(const Json& value, int indentation) {
  switch (value.kind()) {
    case JsonKind::text: {
      const std::string text = *value.text();
      return can_be_block(text) ? block(text, indentation) : one_line(text);
    }
    case JsonKind::number:
      return number(value.compact());
    case JsonKind::null:
    case JsonKind::boolean:
    case JsonKind::integer:
    case JsonKind::array:   // an empty one here
    case JsonKind::object:  // an empty one here
      return value.compact();
  }
  return "";
}

// The lines of a filled mapping or list; the first one without its indentation, so it can stand behind "- ".
std::string lines(const Json& value, int indentation) {
  std::string result;
  const auto begin_line = [&] {
    if (!result.empty()) result += spaces(indentation);
  };
  for (const JsonEntry& entry : value.entries()) {
    begin_line();
    const std::string key = one_line(entry.key);
    result += key.size() > kLongestKey ? fmt::format("? {}\n{}:", key, spaces(indentation)) : key + ":";
    const int inside = indentation + 2;
    if (is_filled(entry.value))
      result += "\n" + spaces(inside) + lines(entry.value, inside);
    else
      result += " " + beside(entry.value, inside) + "\n";
  }
  for (const Json& item : value.items()) {
    begin_line();
    const int inside = indentation + 2;
    result += "- " + (is_filled(item) ? lines(item, inside) : beside(item, inside) + "\n");
  }
  return result;
}

}  // namespace

std::string write_yaml(const Json& value) { return is_filled(value) ? lines(value, 0) : beside(value, 2) + "\n"; }

}  // namespace vent
