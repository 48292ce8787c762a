#include "conformance/leftovers.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "formats/json.h"

namespace vent {
namespace {

// The controllers finish what a client began: finalizers of namespaces, certificates of signing requests.
constexpr std::string_view kController = "kube-controller-manager";
constexpr std::string_view kFrameworkLabel = "e2e-framework";
// Taints have no book-keeping of their own; those of the tests have this in their keys.
constexpr std::string_view kOfTaints = "e2e";

struct Writer {
  std::string name;
  std::string subresource;
  std::optional<Json> fields;
};

Result<std::vector<Writer>> writers_of(const Json& object) {
  std::vector<Writer> writers;
  const std::optional<Json> list = TRY(TRY(object.field("metadata")).optional_field("managedFields"));
  if (!list) return writers;
  for (const Json& one : list->items()) {
    Writer writer;
    writer.name = TRY(one.optional_text("manager")).value_or("");
    writer.subresource = TRY(one.optional_text("subresource")).value_or("");
    writer.fields = TRY(one.optional_field("fieldsV1"));
    writers.push_back(std::move(writer));
  }
  return writers;
}

bool is_made_by_tests(const std::vector<Writer>& writers) {
  bool was_there = false;
  for (const Writer& writer : writers) {
    if (!writer.subresource.empty() || writer.name == kController) continue;
    if (writer.name != kTestProgram) return false;
    was_there = true;
  }
  return was_there;
}

Result<bool> has_label(const Json& object, std::string_view key) {
  const std::optional<Json> labels = TRY(TRY(object.field("metadata")).optional_field("labels"));
  return labels && labels->has(std::string(key));
}

// "v1" of the group "", "admissionregistration.k8s.io/v1": kubectl wants Kind.v1.group
std::string kind_for_kubectl(const std::string& kind, const std::string& api_version) {
  const std::size_t slash = api_version.find('/');
  if (slash == std::string::npos) return kind;
  return fmt::format("{}.{}.{}", kind, api_version.substr(slash + 1), api_version.substr(0, slash));
}

// A webhook that fails closed, or an API that nobody serves any more, stops what comes behind it.
int order_of(std::string_view kind) {
  if (kind.ends_with("WebhookConfiguration") || kind == "APIService") return 0;
  if (kind.ends_with("PolicyBinding")) return 1;
  if (kind.ends_with("AdmissionPolicy")) return 2;
  if (kind == "CustomResourceDefinition") return 3;
  if (kind == "Namespace") return 5;
  return 4;
}

// Names of fields under a path of a fieldsV1: "f:metadata", "f:labels".
Result<std::vector<std::string>> fields_below(const Json& fields, const std::vector<std::string>& path) {
  Json at = fields;
  for (const std::string& step : path) {
    const std::optional<Json> next = TRY(at.optional_field(step));
    if (!next) return std::vector<std::string>();
    at = *next;
  }
  std::vector<std::string> names;
  for (const std::string& key : at.keys())
    if (key.starts_with("f:")) names.push_back(key.substr(2));
  return names;
}

std::string as_pointer(std::string name) { return replace_all(replace_all(std::move(name), "~", "~0"), "/", "~1"); }

Result<> add_of_node(const Json& node, std::vector<std::vector<std::string>>& commands) {
  const std::string name = TRY(TRY(node.field("metadata")).text("name"));
  for (const Writer& writer : TRY(writers_of(node))) {
    if (writer.name != kTestProgram || !writer.fields) continue;
    for (const std::string& label : TRY(fields_below(*writer.fields, {"f:metadata", "f:labels"})))
      commands.push_back({"label", "node", name, label + "-"});
    for (const std::string& annotation : TRY(fields_below(*writer.fields, {"f:metadata", "f:annotations"})))
      commands.push_back({"annotate", "node", name, annotation + "-"});
    for (const char* kind : {"capacity", "allocatable"})
      for (const std::string& resource : TRY(fields_below(*writer.fields, {"f:status", std::string("f:") + kind})))
        if (resource.find('/') != std::string::npos)
          commands.push_back(
              {"patch", "node", name, "--subresource=status", "--type=json",
               fmt::format(R"(--patch=[{{"op":"remove","path":"/status/{}/{}"}}])", kind, as_pointer(resource))});
  }
  const std::optional<Json> spec = TRY(node.optional_field("spec"));
  const std::optional<Json> taints = spec ? TRY(spec->optional_field("taints")) : std::nullopt;
  if (!taints) return Ok{};
  for (const Json& taint : taints->items()) {
    const std::string key = TRY(taint.text("key"));
    if (key.find(kOfTaints) != std::string::npos) commands.push_back({"taint", "node", name, key + "-"});
  }
  return Ok{};
}

}  // namespace

Result<std::vector<Leftover>> leftover_objects(std::string_view list) {
  const Json whole = TRY(parse_json(list, "the objects of the cluster"));
  std::vector<Leftover> found;
  for (const Json& object : TRY(whole.list("items"))) {
    const std::string kind = TRY(object.text("kind"));
    if (kind == "Node") continue;
    const bool is_of_tests =
        is_made_by_tests(TRY(writers_of(object))) || (kind == "Namespace" && TRY(has_label(object, kFrameworkLabel)));
    if (!is_of_tests) continue;
    const Json metadata = TRY(object.field("metadata"));
    Leftover one;
    one.kind = kind_for_kubectl(kind, TRY(object.text("apiVersion")));
    one.name = TRY(metadata.text("name"));
    one.name_space = TRY(metadata.optional_text("namespace")).value_or("");
    one.order = order_of(kind);
    found.push_back(std::move(one));
  }
  std::ranges::stable_sort(found, {}, &Leftover::order);
  return found;
}

Result<std::vector<std::vector<std::string>>> leftovers_of_nodes(std::string_view list) {
  const Json whole = TRY(parse_json(list, "the nodes of the cluster"));
  std::vector<std::vector<std::string>> commands;
  for (const Json& node : TRY(whole.list("items"))) TRY(add_of_node(node, commands));
  return commands;
}

}  // namespace vent
