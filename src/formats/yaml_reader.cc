#include "formats/yaml_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace vent {
namespace {

std::string_view kind_in_words(YamlKind kind) {
  switch (kind) {
    case YamlKind::null:
      return "nothing";
    case YamlKind::scalar:
      return "text";
    case YamlKind::sequence:
      return "a list";
    case YamlKind::mapping:
      return "a mapping";
  }
  return "nothing";
}

std::string in_words(const YamlNode& node) {
  if (node.kind != YamlKind::scalar) return std::string(kind_in_words(node.kind));
  return (node.style == YamlStyle::quoted ? "the quoted text " : "") + in_quotes(node.text);
}

// How the expected kind is written, for somebody who doesn't know.
std::string hint_for(YamlKind kind) {
  if (kind == YamlKind::sequence) return "write each entry on its own line behind '- '";
  if (kind == YamlKind::mapping) return "write 'key: value' lines, indented";
  return "";
}

constexpr std::string_view kQuotedHint = "remove the quotes: what is quoted is text";

}  // namespace

const YamlNode* MappingReader::find(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
  const YamlNode* node = node_.find(key);
  return node == nullptr || node->kind == YamlKind::null ? nullptr : node;
}

const YamlNode* MappingReader::find_required(std::string_view key) {
  const YamlNode* node = find(key);
  if (node != nullptr) return node;
  const std::string_view what = node_.find(key) != nullptr ? "has no value" : "is missing here";
  problems_.push_back(Error(ErrorKind::bad_input, fmt::format("{} {}", in_quotes(key), what))
                          .with_id("VENT_MISSING_FIELD")
                          .with_place(place(key)));
  return nullptr;
}

bool MappingReader::expect_kind(std::string_view key, const YamlNode& node, YamlKind kind) {
  if (node.kind == kind) return true;
  add_type_problem(key, node, kind_in_words(kind), hint_for(kind));
  return false;
}

const YamlNode* MappingReader::find_kind(std::string_view key, YamlKind kind) {
  const YamlNode* node = find(key);
  return node != nullptr && expect_kind(key, *node, kind) ? node : nullptr;
}

std::string MappingReader::required_text(std::string_view key) {
  const YamlNode* node = find_required(key);
  return node != nullptr && expect_kind(key, *node, YamlKind::scalar) ? node->text : "";
}

std::optional<std::string> MappingReader::optional_text(std::string_view key) {
  const YamlNode* node = find_kind(key, YamlKind::scalar);
  if (node == nullptr) return std::nullopt;
  return node->text;
}

std::optional<long long> MappingReader::integer(std::string_view key, const YamlNode& node, long long minimum,
                                                long long maximum) {
  const bool is_plain = node.kind == YamlKind::scalar && node.style == YamlStyle::plain;
  if (is_plain)
    if (const std::optional<long long> value = parse_integer(node.text, minimum, maximum)) return value;
  add_type_problem(key, node, fmt::format("a whole number from {} to {}", minimum, maximum),
                   node.style == YamlStyle::quoted ? std::string(kQuotedHint) : "");
  return std::nullopt;
}

long long MappingReader::required_integer(std::string_view key, long long minimum, long long maximum) {
  const YamlNode* node = find_required(key);
  return node != nullptr ? integer(key, *node, minimum, maximum).value_or(0) : 0;
}

std::optional<long long> MappingReader::optional_integer(std::string_view key, long long minimum, long long maximum) {
  const YamlNode* node = find(key);
  return node != nullptr ? integer(key, *node, minimum, maximum) : std::nullopt;
}

std::optional<bool> MappingReader::optional_boolean(std::string_view key) {
  const YamlNode* node = find(key);
  if (node == nullptr) return std::nullopt;
  const bool is_word = node->text == "true" || node->text == "false";
  if (is_word && node->style == YamlStyle::plain) return node->text == "true";
  add_type_problem(key, *node, "true or false", is_word ? std::string(kQuotedHint) : "");
  return std::nullopt;
}

std::optional<std::vector<std::string>> MappingReader::optional_list_of_text(std::string_view key) {
  const YamlNode* node = find_kind(key, YamlKind::sequence);
  if (node == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const YamlNode& item : node->items)
    if (expect_kind(key, item, YamlKind::scalar)) texts.push_back(item.text);
  return texts;
}

std::optional<std::vector<std::pair<std::string, std::string>>> MappingReader::optional_text_map(std::string_view key) {
  const YamlNode* node = find_kind(key, YamlKind::mapping);
  if (node == nullptr) return std::nullopt;
  std::vector<std::pair<std::string, std::string>> texts;
  for (const YamlEntry& entry : node->entries)
    if (expect_kind(entry.key, entry.value, YamlKind::scalar)) texts.emplace_back(entry.key, entry.value.text);
  return texts;
}

Place MappingReader::place(std::string_view key) const {
  const YamlNode* node = node_.find(key);
  return document_.place(node != nullptr ? node->begin : node_.begin);
}

void MappingReader::add_problem(std::string_view key, std::string message, std::string hint) {
  problems_.push_back(
      Error(ErrorKind::bad_input, std::move(message)).with_place(place(key)).with_hint(std::move(hint)));
}

void MappingReader::add_type_problem(std::string_view key, const YamlNode& node, std::string_view expected,
                                     std::string hint) {
  const std::string subject = key.empty() ? "" : in_quotes(key) + ": ";
  problems_.push_back(
      Error(ErrorKind::bad_input, fmt::format("{}expected {}, found {}", subject, expected, in_words(node)))
          .with_id("VENT_WRONG_TYPE")
          .with_place(document_.place(node.begin))
          .with_hint(std::move(hint)));
}

void MappingReader::finish() {
  for (const YamlEntry& entry : node_.entries) {
    if (std::ranges::find(known_, entry.key) != known_.end()) continue;
    const std::optional<std::string> meant = nearest(entry.key, known_);
    std::string hint = known_.empty() ? "no field is known here" : fmt::format("known here: {}", join(known_, ", "));
    if (meant) hint = fmt::format("did you mean {}?", in_quotes(*meant));
    problems_.push_back(Error(ErrorKind::bad_input, fmt::format("unknown field {}", in_quotes(entry.key)))
                            .with_id("VENT_UNKNOWN_FIELD")
                            .with_place(document_.place(entry.key_begin))
                            .with_hint(std::move(hint)));
  }
}

}  // namespace vent
