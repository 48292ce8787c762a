#include "events/printable.h"

#include <fmt/core.h>

#include "base/text.h"
#include "events/utf8.h"

namespace vent {
namespace {

bool is_control(char32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

// A character that would steer the terminal, as something to read: "^[", "^?", "\x9b".
std::string visible(std::string_view bytes, const Utf8Character& character) {
  if (!character.valid) return fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes[0]));
  if (!is_control(character.code)) return std::string(bytes);
  if (character.code == 0x7F) return "^?";
  if (character.code < 0x20) return {'^', static_cast<char>('@' + static_cast<char>(character.code))};
  return fmt::format("\\x{:02x}", static_cast<unsigned>(character.code));
}

}  // namespace

std::string printable_text(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    const std::string_view bytes = text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
    if (bytes == "\r") {
      if (!text.starts_with('\n')) result += '\n';
    } else if (bytes == "\n" || bytes == "\t") {
      result += bytes;
    } else {
      result += visible(bytes, character);
    }
  }
  return result;
}

std::string printable_line(std::string_view text) {
  std::string line = printable_text(trim(text));
  for (char& c : line) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return line;
}

std::string with_newline(std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

std::string fit(std::string_view line, int columns, Symbols symbols) {
  if (symbols == Symbols::unicode) return elide_middle(line, columns);
  if (display_width(line) <= columns) return std::string(line);
  // Two dots are wider than the one character they replace, and the line may have had such characters before.
  for (int width = columns - 1; width > 0; --width) {
    std::string shorter = replace_all(elide_middle(line, width), "…", "..");
    if (display_width(shorter) <= columns) return shorter;
  }
  return {};
}

std::vector<std::string> fold(std::string_view line, int columns) {
  std::vector<std::string> lines(1);
  int used = 0;
  for (const std::string& word : split_words(line)) {
    const int width = display_width(word);
    if (used > 0 && used + 1 + width <= columns) {
      lines.back() += ' ' + word;
      used += 1 + width;
      continue;
    }
    if (used > 0) lines.emplace_back();
    used = 0;
    for (std::string_view rest = word; !rest.empty();) {
      const std::string_view character = rest.substr(0, first_character(rest).bytes);
      rest.remove_prefix(character.size());
      const int character_width = display_width(character);
      if (used > 0 && used + character_width > columns) {
        lines.emplace_back();
        used = 0;
      }
      lines.back() += character;
      used += character_width;
    }
  }
  return lines;
}

}  // namespace vent
