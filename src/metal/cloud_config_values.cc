#include "metal/cloud_config_values.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace vent::metal {
namespace {

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7f;
}

bool is_letter_or_digit(char character) { return std::isalnum(static_cast<unsigned char>(character)) != 0; }

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

void CloudConfigValues::warn(YamlPosition at, std::string_view message) {
  warnings_.push_back({.line = at.line, .message = std::string(message)});
}

std::vector<std::string> CloudConfigValues::take_warnings() {
  std::stable_sort(warnings_.begin(), warnings_.end(),
                   [](const Warning& a, const Warning& b) { return a.line < b.line; });
  std::vector<std::string> result;
  for (const Warning& warning : warnings_) result.push_back(fmt::format("line {}: {}", warning.line, warning.message));
  warnings_.clear();
  return result;
}

std::optional<std::string> CloudConfigValues::text(const YamlNode& node) {
  if (node.kind == YamlKind::null) return std::nullopt;
  if (node.kind != YamlKind::scalar) {
    warn(node.begin, "expected text, ignored");
    return std::nullopt;
  }
  if (node.text.find('\0') != std::string::npos) {
    warn(node.begin, "text with a NUL character, ignored");
    return std::nullopt;
  }
  return node.text;
}

std::optional<std::string> CloudConfigValues::line(const YamlNode& node) {
  const std::optional<std::string> found = text(node);
  if (!found) return std::nullopt;
  const std::string trimmed(trim(*found));
  if (std::any_of(trimmed.begin(), trimmed.end(), is_control)) {
    warn(node.begin, "expected a single line without control characters, ignored");
    return std::nullopt;
  }
  return trimmed;
}

std::optional<bool> CloudConfigValues::boolean(const YamlNode& node) {
  const std::optional<std::string> found = line(node);
  if (!found) return std::nullopt;
  const std::string word = lower_case(*found);
  if (is_one_of(word, {"true", "yes", "on", "1"})) return true;
  if (is_one_of(word, {"false", "no", "off", "0"})) return false;
  warn(node.begin, fmt::format("expected true or false, found {}, ignored", in_quotes(*found)));
  return std::nullopt;
}

std::vector<std::string> CloudConfigValues::lines(const YamlNode& node) {
  const std::span<const YamlNode> nodes =
      node.kind == YamlKind::sequence ? std::span<const YamlNode>(node.items) : std::span<const YamlNode>(&node, 1);
  std::vector<std::string> result;
  for (const YamlNode& item : nodes) {
    for (const std::string& piece : split_lines(text(item).value_or(""))) {
      const std::string trimmed(trim(piece));
      if (std::any_of(trimmed.begin(), trimmed.end(), is_control)) {
        warn(item.begin, "text with control characters, ignored");
      } else if (!trimmed.empty()) {
        result.push_back(trimmed);
      }
    }
  }
  return result;
}

std::span<const YamlNode> CloudConfigValues::items(const YamlNode& node) {
  if (node.kind != YamlKind::sequence && node.kind != YamlKind::null) warn(node.begin, "expected a list, ignored");
  return node.items;
}

bool CloudConfigValues::check_keys(const YamlNode& node, std::string_view what, std::span<const std::string> known) {
  if (node.kind != YamlKind::mapping) {
    if (node.kind != YamlKind::null) warn(node.begin, fmt::format("expected the keys of {}, ignored", what));
    return false;
  }
  for (const YamlEntry& entry : node.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const std::optional<std::string> meant = nearest(entry.key, known);
    const std::string hint = meant ? fmt::format(", did you mean {}?", in_quotes(*meant)) : "";
    warn(entry.key_begin, fmt::format("unknown key {} of {}, ignored{}", in_quotes(entry.key), what, hint));
  }
  return true;
}

bool is_account_name(std::string_view name) {
  constexpr std::size_t kLongest = 32;
  if (name.empty() || name.size() > kLongest) return false;
  if (name.front() == '-' || name.front() == '.' || std::isdigit(static_cast<unsigned char>(name.front())) != 0) {
    return false;
  }
  return std::all_of(name.begin(), name.end(), [](char character) {
    return is_letter_or_digit(character) || character == '_' || character == '-' || character == '.';
  });
}

bool is_domain_name(std::string_view name) {
  constexpr std::size_t kLongest = 253;
  constexpr std::size_t kLongestLabel = 63;
  if (name.empty() || name.size() > kLongest) return false;
  for (const std::string& label : split(name, '.')) {
    if (label.empty() || label.size() > kLongestLabel || label.front() == '-' || label.back() == '-') return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; })) {
      return false;
    }
  }
  return true;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& character : result) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return result;
}

}  // namespace vent::metal
