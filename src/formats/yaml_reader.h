#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "formats/problems.h"
#include "formats/yaml.h"

namespace vent {

// Reads a mapping field by field into plain structs, strictly, and collects every problem on the way instead of ending
// at the first: fields that are missing, of another type, out of range or unknown (with "did you mean"). A function per
// struct does it; what it doesn't ask for is unknown.
//
//   Network read_network(MappingReader& fields) {
//     return {.name = fields.required_text("name"),
//             .mtu = fields.optional_integer("mtu", 1280, 9000).value_or(1500)};
//   }
//   const Cluster cluster = read_mapping(document, problems, read_cluster);
//
// After a problem a field has an empty value; what was read counts only when there are no problems. An optional field
// without a value ("name:") is as good as absent.
class MappingReader {
 public:
  // Text is any scalar just as written, so `version: 1.36` needs no quotes.
  std::string required_text(std::string_view key);
  std::optional<std::string> optional_text(std::string_view key);

  // Numbers are whole, decimal and not quoted; true and false are written so, and not quoted.
  long long required_integer(std::string_view key, long long minimum, long long maximum);
  std::optional<long long> optional_integer(std::string_view key, long long minimum, long long maximum);
  std::optional<bool> optional_boolean(std::string_view key);

  std::optional<std::vector<std::string>> optional_list_of_text(std::string_view key);
  // A mapping of texts whose keys are free, in the order written: labels, settings.
  std::optional<std::vector<std::pair<std::string, std::string>>> optional_text_map(std::string_view key);

  // `read` takes a MappingReader& and gives the struct.
  template <class Read>
  auto optional_mapping(std::string_view key, Read read) -> std::optional<std::invoke_result_t<Read&, MappingReader&>>;
  template <class Read>
  auto optional_list_of_mappings(std::string_view key, Read read)
      -> std::optional<std::vector<std::invoke_result_t<Read&, MappingReader&>>>;

  // For shapes that none of these fit: the value, unless it is absent or null.
  const YamlNode* find(std::string_view key);

  // For checks of meaning. The place is that of the field's value, or of the mapping when it has no such field.
  Place place(std::string_view key) const;
  void add_problem(std::string_view key, std::string message, std::string hint = "");

 private:
  template <class Read>
  friend auto read_mapping(const YamlDocument& document, Problems& problems, Read read)
      -> std::invoke_result_t<Read&, MappingReader&>;

  MappingReader(const YamlDocument& document, const YamlNode& node, Problems& problems)
      : document_(document), node_(node), problems_(problems) {}

  template <class Read>
  auto read_one(const YamlNode& node, Read& read) {
    MappingReader reader(document_, node, problems_);
    auto value = read(reader);
    reader.finish();
    return value;
  }

  const YamlNode* find_required(std::string_view key);
  const YamlNode* find_kind(std::string_view key, YamlKind kind);
  bool expect_kind(std::string_view key, const YamlNode& node, YamlKind kind);
  std::optional<long long> integer(std::string_view key, const YamlNode& node, long long minimum, long long maximum);
  void add_type_problem(std::string_view key, const YamlNode& node, std::string_view expected, std::string hint);
  void finish();  // whatever nobody asked for is unknown

  const YamlDocument& document_;
  const YamlNode& node_;
  Problems& problems_;
  std::vector<std::string> known_;
};

// Reads the mapping at the top of the document; an empty document is a mapping without fields.
template <class Read>
auto read_mapping(const YamlDocument& document, Problems& problems, Read read)
    -> std::invoke_result_t<Read&, MappingReader&> {
  MappingReader top(document, document.root, problems);
  const bool is_empty = document.root.kind == YamlKind::null;
  if (!is_empty && !top.expect_kind("", document.root, YamlKind::mapping)) return {};
  return top.read_one(document.root, read);
}

template <class Read>
auto MappingReader::optional_mapping(std::string_view key, Read read)
    -> std::optional<std::invoke_result_t<Read&, MappingReader&>> {
  const YamlNode* node = find_kind(key, YamlKind::mapping);
  if (node == nullptr) return std::nullopt;
  return read_one(*node, read);
}

template <class Read>
auto MappingReader::optional_list_of_mappings(std::string_view key, Read read)
    -> std::optional<std::vector<std::invoke_result_t<Read&, MappingReader&>>> {
  const YamlNode* node = find_kind(key, YamlKind::sequence);
  if (node == nullptr) return std::nullopt;
  std::vector<std::invoke_result_t<Read&, MappingReader&>> values;
  for (const YamlNode& item : node->items)
    if (expect_kind(key, item, YamlKind::mapping)) values.push_back(read_one(item, read));
  return values;
}

}  // namespace vent
