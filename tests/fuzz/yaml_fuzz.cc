// A YAML file from anybody: it is read or refused with a reason, never half; every problem can be shown; and what was
// read comes back when it is written.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "formats/yaml.h"
#include "formats/yaml_json.h"
#include "formats/yaml_reader.h"
#include "formats/yaml_writer.h"
#include "fuzz/require.h"

namespace vent {
namespace {

// Asks for every shape under names that the corpus uses, one inside the other.
int read_anything(MappingReader& fields) {
  fields.required_text("name");
  fields.required_integer("count", 1, 7);
  fields.optional_integer("port", 0, 65535);
  fields.optional_boolean("enabled");
  fields.optional_list_of_text("roles");
  fields.optional_text_map("labels");
  fields.optional_mapping("network", read_anything);
  fields.optional_list_of_mappings("hosts", read_anything);
  fields.add_problem("name", "for its place");
  return 0;
}

void require_showable(std::string_view source, const Problems& problems) {
  const std::string shown = render_problems(source, problems);
  for (const char c : shown) require(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
}

void check(std::string_view text) {
  Problems problems;
  const std::optional<YamlDocument> document = parse_yaml(text, "a.yaml", problems);
  require(document.has_value() || !problems.empty());
  require(parse_yaml(text, "a.yaml").has_value() == problems.empty());
  if (document) {
    const Json json = yaml_as_json(document->root);
    const Result<YamlDocument> again = parse_yaml(write_yaml(json), "again.yaml");
    require(again.has_value());
    require(yaml_as_json(again->root) == json);
    read_mapping(*document, problems, read_anything);
  }
  require_showable(text, problems);
}

}  // namespace
}  // namespace vent

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vent::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
