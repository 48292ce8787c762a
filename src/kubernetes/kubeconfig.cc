#include "kubernetes/kubeconfig.h"

#include <fmt/core.h>

#include "base/base64.h"
#include "base/text.h"
#include "formats/yaml.h"
#include "formats/yaml_json.h"
#include "formats/yaml_writer.h"

namespace vent {
namespace {

// The three lists of a kubeconfig, and what the value of an item is called in each.
struct List {
  const char* name;
  const char* value;
};
constexpr List kClusters{"clusters", "cluster"}, kUsers{"users", "user"}, kContexts{"contexts", "context"};

Json empty_file() { return Json::object().set("apiVersion", "v1").set("kind", "Config"); }

Result<Json> read(std::string_view text, const std::string& file) {
  if (trim(text).empty()) return empty_file();
  Problems problems;
  const std::optional<YamlDocument> document = parse_yaml(text, file, problems);
  if (!document || !problems.empty())
    return fail(as_one_error(text, std::move(problems))
                    .with_hint("`vent kubeconfig --print` writes one of its own, for KUBECONFIG"));
  Json json = yaml_as_json(document->root);
  if (json.is_null()) return empty_file();
  if (!json.is_object())
    return fail(Error(ErrorKind::bad_input, fmt::format("{} is no kubeconfig", file))
                    .with_id("VENT_KUBECONFIG")
                    .with_hint("`vent kubeconfig --print` writes one of its own, for KUBECONFIG"));
  return json;
}

bool is_named(const Json& item, const std::string& name) { return item.text("name").value_or("") == name; }

// Leaves out the item of that name, and adds one when there is a value. It keeps its place.
Result<> replace(Json& file, const List& list, const std::string& name, const Json& value) {
  Json items = Json::array();
  bool is_there = value.is_null();
  const Json item = Json::object().set("name", name).set(list.value, value);
  if (const std::optional<Json> found = TRY(file.optional_field(list.name)))
    for (const Json& one : found->items()) {
      if (!is_named(one, name)) {
        items.push(one);
      } else if (!is_there) {
        items.push(item);
        is_there = true;
      }
    }
  if (!is_there) items.push(item);
  file.set(list.name, std::move(items));
  return Ok{};
}

Result<> add(Json& file, const KubeconfigEntry& entry) {
  TRY(replace(file, kClusters, entry.cluster,
              Json::object().set("certificate-authority-data", base64(entry.authority)).set("server", entry.server)));
  TRY(replace(file, kUsers, entry.user,
              Json::object()
                  .set("client-certificate-data", base64(entry.certificate))
                  .set("client-key-data", base64(entry.key.reveal()))));
  TRY(replace(file, kContexts, entry.cluster, Json::object().set("cluster", entry.cluster).set("user", entry.user)));
  file.set("current-context", entry.cluster);
  return Ok{};
}

}  // namespace

Secret kubeconfig(const KubeconfigEntry& entry) {
  Json file = empty_file();
  // Only a file of others can have lists that are none.
  static_cast<void>(add(file, entry));
  return Secret(write_yaml(file));
}

Result<Secret> with_entry(std::string_view text, const std::string& file, const KubeconfigEntry& entry) {
  Json json = TRY(read(text, file));
  TRY(while_doing("reading " + file, add(json, entry)));
  return Secret(write_yaml(json));
}

Result<Secret> without_entry(std::string_view text, const std::string& file, const std::string& cluster,
                             const std::string& user) {
  Json json = TRY(read(text, file));
  for (const auto& [list, name] :
       {std::pair(kClusters, cluster), std::pair(kUsers, user), std::pair(kContexts, cluster)})
    TRY(while_doing("reading " + file, replace(json, list, name, Json())));
  if (json.text("current-context").value_or("") == cluster) json.set("current-context", "");
  return Secret(write_yaml(json));
}

}  // namespace vent
