#include "cluster/json_schema.h"

#include "base/text.h"
#include "cluster/fields.h"

namespace vent {
namespace {

Json schema_of(const Field& field);

// The fields below a path, none other.
Json mapping_schema(std::string_view path) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Field* field : fields_below(path)) {
    const std::string key(key_of(*field));
    properties.set(key, schema_of(*field));
    if (field->presence == Presence::required) required.push(key);
  }
  Json schema =
      Json::object().set("type", "object").set("additionalProperties", false).set("properties", std::move(properties));
  if (!required.items().empty()) schema.set("required", std::move(required));
  return schema;
}

Json text_schema(const Field& field) {
  const FormFacts& facts = form_facts(field.form);
  Json schema = Json::object().set("type", "string");
  if (facts.choices.empty()) return schema.set("pattern", facts.pattern);
  Json choices = Json::array();
  for (const std::string& choice : split(facts.choices, '|')) choices.push(choice);
  return schema.set("enum", std::move(choices));
}

Json schema_of(const Field& field) {
  Json schema;
  switch (field.form) {
    case Form::group:
    case Form::wish:
      schema = mapping_schema(field.path);
      break;
    case Form::list:
      schema = Json::object().set("type", "array").set("minItems", 1).set("items", mapping_schema(field.path));
      break;
    case Form::count:
      schema = Json::object().set("type", "integer").set("minimum", 0).set("maximum", kMostMachines);
      break;
    case Form::price:
      schema = Json::object().set("type", "number").set("exclusiveMinimum", 0);
      break;
    case Form::port:
      schema = Json::object().set("type", "integer").set("minimum", kLowestPort).set("maximum", kHighestPort);
      break;
    default:
      schema = text_schema(field);
  }
  schema.set("description", field.description);
  const std::optional<long long> number = parse_integer(field.fallback, kLowestPort, kHighestPort);
  if (!field.fallback.empty()) schema.set("default", number ? Json(*number) : Json(field.fallback));
  return schema;
}

}  // namespace

Json cluster_schema() {
  const Json fields = mapping_schema("");
  Json schema = Json::object()
                    .set("$schema", "https://json-schema.org/draft/2020-12/schema")
                    .set("title", "Cluster file of vent (vent/v1)");
  for (const JsonEntry& entry : fields.entries()) schema.set(entry.key, entry.value);
  return schema;
}

}  // namespace vent
