// JSON from any server: it is read or refused, and what was read comes back, written as JSON or as YAML.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "formats/json.h"
#include "formats/toml_writer.h"
#include "formats/yaml.h"
#include "formats/yaml_json.h"
#include "formats/yaml_writer.h"
#include "fuzz/require.h"

namespace vent {
namespace {

// Every way of reading, on every value; each answers with a value or with an error that says where.
void ask_everything(const Json& json) {
  const auto answers = [](const auto& result) { require(result.has_value() || !result.error().message.empty()); };
  answers(json.text());
  answers(json.integer());
  answers(json.number());
  answers(json.boolean());
  for (const char* key : {"id", "", "absent"}) {
    answers(json.field(key));
    answers(json.texts(key));
    answers(json.optional_text(key));
    answers(json.optional_integer(key));
  }
  for (const Json& item : json.items()) ask_everything(item);
  for (const JsonEntry& entry : json.entries()) ask_everything(entry.value);
}

void check(std::string_view text) {
  const Result<Json> json = parse_json(text, "the input");
  if (!json) {
    require(json.error().message.starts_with("the input: "));
    require(json.error().message.find('\n') == std::string::npos);
    return;
  }
  ask_everything(*json);
  for (const std::string& written : {json->compact(), json->pretty()}) {
    const Result<Json> again = parse_json(written, "again");
    require(again.has_value());
    require(*again == *json);
    require(again->compact() == json->compact());
  }
  const Result<YamlDocument> yaml = parse_yaml(write_yaml(*json), "written.yaml");
  require(yaml.has_value() || yaml.error().id == "VENT_YAML_DEPTH");
  if (yaml) require(yaml_as_json(yaml->root).compact() == json->compact());
  write_toml(*json);
}

}  // namespace
}  // namespace vent

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vent::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
