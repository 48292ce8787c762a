#include "kubernetes/kubeconfig.h"

#include <fmt/core.h>

#include <algorithm>

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

Error no_kubeconfig(const YamlDocument& document, const YamlNode& node, std::string_view why) {
  return Error(ErrorKind::bad_input, fmt::format("this is no kubeconfig: {}", why))
      .with_id("VENT_KUBECONFIG")
      .with_place(document.place(node.begin));
}

void check_list(const YamlDocument& document, const List& list, Problems& problems) {
  const YamlNode* found = document.root.find(list.name);
  if (found == nullptr || found->kind == YamlKind::null) return;
  if (found->kind != YamlKind::sequence)
    problems.push_back(no_kubeconfig(document, *found, fmt::format("'{}' is no list", list.name)));
  for (const YamlNode& item : found->items)
    if (item.find("name") == nullptr)
      problems.push_back(no_kubeconfig(document, item, fmt::format("one of '{}' has no name", list.name)));
}

// What is in another shape than kubectl's would be lost when it is written again.
void check_shape(const YamlDocument& document, Problems& problems) {
  const YamlNode& root = document.root;
  if (root.kind == YamlKind::null) return;
  if (root.kind != YamlKind::mapping) return problems.push_back(no_kubeconfig(document, root, "it has no fields"));
  if (const YamlNode* kind = root.find("kind"); kind != nullptr && kind->text != "Config")
    problems.push_back(no_kubeconfig(document, *kind, fmt::format("its kind is {}", in_quotes(kind->text))));
  for (const List& list : {kClusters, kUsers, kContexts}) check_list(document, list, problems);
}

Result<Json> read(std::string_view text, const std::string& file) {
  if (trim(text).empty()) return empty_file();
  Problems problems;
  const std::optional<YamlDocument> document = parse_yaml(text, file, problems);
  if (document && problems.empty()) check_shape(*document, problems);
  if (!problems.empty())
    return fail(
        as_one_error(text, std::move(problems))
            .with_hint("mend it, or let kubectl read another file: vent kubeconfig --print > FILE, KUBECONFIG=FILE"));
  Json json = yaml_as_json(document->root);
  return json.is_null() ? empty_file() : json;
}

bool is_named(const Json& item, const std::string& name) { return item.text("name").value_or("") == name; }

bool has(const Json& file, const List& list, const std::string& name) {
  const Result<Json> found = file.field(list.name);
  if (!found) return false;
  const std::vector<Json> items = found->items();
  return std::ranges::any_of(items, [&](const Json& item) { return is_named(item, name); });
}

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
                             const std::vector<std::string>& users) {
  Json json = TRY(read(text, file));
  if (!has(json, kClusters, cluster) && !has(json, kContexts, cluster)) return Secret(std::string(text));
  TRY(replace(json, kClusters, cluster, Json()));
  TRY(replace(json, kContexts, cluster, Json()));
  for (const std::string& user : users) TRY(replace(json, kUsers, user, Json()));
  if (json.text("current-context").value_or("") == cluster) json.set("current-context", "");
  return Secret(write_yaml(json));
}

}  // namespace vent
