#include "formats/unit_file.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "events/utf8.h"

namespace vent {
namespace {

// systemd replaces $NAME and ${NAME} in the arguments of commands, but not in the program's path.
enum class Dollar { is_special, is_ordinary };

bool is_safe(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-./:=@,+").find(c) != std::string_view::npos;
}

// Codes that Unicode sets apart for ever; systemd refuses a line that has one.
bool is_noncharacter(char32_t code) { return (code & 0xFFFEU) == 0xFFFEU || (code >= 0xFDD0 && code <= 0xFDEF); }

std::string escape(std::string_view bytes, const Utf8Character& character, Dollar dollar) {
  switch (character.code) {
    case U'\0':
      return "";
    case U'"':
      return "\\\"";
    case U'\\':
      return "\\\\";
    case U'%':
      return "%%";
    case U'$':
      return dollar == Dollar::is_special ? "$$" : "$";
    case U'\n':
      return "\\n";
    case U'\t':
      return "\\t";
    default:
      break;
  }
  const bool is_control = character.code < 0x20 || character.code == 0x7F;
  if (character.valid && !is_control && !is_noncharacter(character.code)) return std::string(bytes);
  std::string result;
  for (const char byte : bytes) result += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  return result;
}

std::string quote(std::string_view text, Dollar dollar) {
  if (!text.empty() && std::ranges::all_of(text, is_safe)) return std::string(text);
  std::string result = "\"";
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    result += escape(text.substr(0, character.bytes), character, dollar);
    text.remove_prefix(character.bytes);
  }
  return result + "\"";
}

// A backslash at the end of a line joins it with the next one; a space behind it is dropped again by systemd.
std::string on_one_line(std::string_view value) {
  std::string result(value);
  std::erase(result, '\0');
  for (char& c : result)
    if (c == '\n' || c == '\r') c = ' ';
  if (result.ends_with('\\')) result += ' ';
  return result;
}

}  // namespace

UnitFile::Section& UnitFile::Section::set(std::string_view key, std::string_view value) {
  settings_.emplace_back(key, on_one_line(value));
  return *this;
}

UnitFile::Section& UnitFile::section(std::string_view name) {
  const auto found = std::ranges::find(sections_, name, &Section::name_);
  if (found != sections_.end()) return *found;
  return sections_.emplace_back(Section(std::string(name)));
}

std::string UnitFile::text() const {
  std::string result;
  for (const Section& section : sections_) {
    if (!result.empty()) result += "\n";
    result += fmt::format("[{}]\n", section.name_);
    for (const auto& [key, value] : section.settings_) result += fmt::format("{}={}\n", key, value);
  }
  return result;
}

std::string exec_line(std::span<const std::string> arguments) {
  std::vector<std::string> words;
  for (const std::string& argument : arguments)
    words.push_back(quote(argument, words.empty() ? Dollar::is_ordinary : Dollar::is_special));
  return join(words, " ");
}

std::string environment_line(std::string_view name, std::string_view value) {
  return quote(fmt::format("{}={}", name, value), Dollar::is_ordinary);
}

std::string without_specifiers(std::string_view text) { return replace_all(std::string(text), "%", "%%"); }

}  // namespace vent
