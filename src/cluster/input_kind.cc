#include "cluster/input_kind.h"

#include <algorithm>

#include "base/text.h"
#include "cluster/line_words.h"
#include "formats/yaml.h"
#include "net/ipv4.h"

namespace vent {
namespace {

// An inventory is made of groups: mappings in which stand hosts, children or vars. No field at the top of a cluster file
// is like that.
bool is_group(const YamlNode& node) {
  const auto is_mapping = [&](std::string_view key) {
    const YamlNode* value = node.find(key);
    return value != nullptr && value->kind == YamlKind::mapping;
  };
  return is_mapping("hosts") || is_mapping("children") || is_mapping("vars");
}

InputKind yaml_kind(const std::string& file_name, std::string_view text) {
  Problems ignored;  // whoever reads it will find them again
  const std::optional<YamlDocument> document = parse_yaml(text, file_name, ignored);
  if (!document || document->root.find("apiVersion") != nullptr || document->root.find("kind") != nullptr)
    return InputKind::cluster_file;
  const bool has_groups = std::ranges::any_of(document->root.entries, is_group, &YamlEntry::value);
  return has_groups || document->root.find("all") != nullptr ? InputKind::inventory_yaml : InputKind::cluster_file;
}

InputKind kind_by_lines(const std::string& file_name, std::string_view text) {
  for (const std::string& line : split_lines(text)) {
    const std::vector<Word> words = split_line(line);
    if (words.empty() || words[0].text.starts_with(';')) continue;
    if (words[0].text.starts_with('[')) return InputKind::inventory_ini;
    // A host with variables, before any group.
    if (words.size() > 1 && words[1].text.find('=') != std::string::npos) return InputKind::inventory_ini;
    if (Ipv4::parse(words[0].text)) return InputKind::machines;
    return yaml_kind(file_name, text);
  }
  return InputKind::cluster_file;
}

}  // namespace

InputKind input_kind(const std::string& file_name, std::string_view text) {
  if (file_name.ends_with(".yaml") || file_name.ends_with(".yml")) return yaml_kind(file_name, text);
  if (file_name.ends_with(".ini")) return InputKind::inventory_ini;
  if (file_name.ends_with("machines.txt")) return InputKind::machines;
  return kind_by_lines(file_name, text);
}

}  // namespace vent
