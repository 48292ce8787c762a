#include "events/json_line.h"

#include <fmt/core.h>

#include "events/utf8.h"

namespace vent {

std::string json_string(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    const std::string_view bytes = text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
    if (!character.valid) {
      result += "\uFFFD";
    } else if (bytes == "\"" || bytes == "\\") {
      result += fmt::format("\\{}", bytes);
    } else if (bytes == "\n") {
      result += "\\n";
    } else if (character.code < 0x20 || character.code == 0x7F) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(character.code));
    } else {
      result += bytes;
    }
  }
  return result + '"';
}

std::string json_object(std::initializer_list<std::pair<std::string_view, std::string>> members) {
  std::string result;
  for (const std::pair<std::string_view, std::string>& member : members) {
    result += result.empty() ? '{' : ',';
    result += fmt::format("{}:{}", json_string(member.first), member.second);
  }
  return result.empty() ? "{}" : result + '}';
}

}  // namespace vent
