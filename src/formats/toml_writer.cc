#include "formats/toml_writer.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "events/utf8.h"

namespace vent {
namespace {

std::string in_quotes_of_toml(std::string_view text) {
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
    else if (character.code < 0x20 || character.code == 0x7F)
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(character.code));
    else
      result += bytes;
  }
  return result + "\"";
}

std::string key_text(std::string_view key) {
  const bool is_bare = !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  return is_bare ? std::string(key) : in_quotes_of_toml(key);
}

std::string value_text(const Json& value) {
  std::vector<std::string> parts;
  switch (value.kind()) {
    case JsonKind::text:
      return in_quotes_of_toml(*value.text());
    case JsonKind::null:
    case JsonKind::boolean:
    case JsonKind::integer:
    case JsonKind::number:
      return value.compact();
    case JsonKind::array:
      for (const Json& item : value.items())
        if (!item.is_null()) parts.push_back(value_text(item));
      return "[" + join(parts, ", ") + "]";
    case JsonKind::object:
      for (const JsonEntry& entry : value.entries())
        if (!entry.value.is_null()) parts.push_back(key_text(entry.key) + " = " + value_text(entry.value));
      return parts.empty() ? "{}" : "{ " + join(parts, ", ") + " }";
  }
  return "";
}

void write_table(const Json& table, const std::string& path, std::string& out) {
  const std::vector<JsonEntry> entries = table.entries();
  const auto is_table = [](const JsonEntry& entry) { return entry.value.is_object(); };
  const auto is_value = [](const JsonEntry& entry) { return !entry.value.is_object() && !entry.value.is_null(); };

  // A table that has only tables is made by their headers.
  const bool needs_header = std::ranges::any_of(entries, is_value) || std::ranges::none_of(entries, is_table);
  if (!path.empty() && needs_header) out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", path);
  for (const JsonEntry& entry : entries)
    if (is_value(entry)) out += fmt::format("{} = {}\n", key_text(entry.key), value_text(entry.value));
  for (const JsonEntry& entry : entries)
    if (is_table(entry)) write_table(entry.value, path + (path.empty() ? "" : ".") + key_text(entry.key), out);
}

}  // namespace

std::string write_toml(const Json& table) {
  std::string out;
  write_table(table, "", out);
  return out;
}

}  // namespace vent
