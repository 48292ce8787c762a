#include "formats/yaml_json.h"

namespace vent {
namespace {

Json scalar_as_json(const YamlNode& node) {
  if (node.style == YamlStyle::quoted) return node.text;
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  const bool may_be_number = node.text.find_first_not_of("+-.0123456789eE") == std::string::npos;
  if (may_be_number) {
    // Whether it is a number, and which, is the business of the JSON reader.
    if (Result<Json> number = parse_json(node.text, "")) return std::move(*number);
  }
  return node.text;
}

}  // namespace

Json yaml_as_json(const YamlNode& node) {
  switch (node.kind) {
    case YamlKind::null:
      return {};
    case YamlKind::scalar:
      return scalar_as_json(node);
    case YamlKind::sequence: {
      Json list = Json::array();
      for (const YamlNode& item : node.items) list.push(yaml_as_json(item));
      return list;
    }
    case YamlKind::mapping: {
      Json object = Json::object();
      for (const YamlEntry& entry : node.entries) object.set(entry.key, yaml_as_json(entry.value));
      return object;
    }
  }
  return {};
}

}  // namespace vent
