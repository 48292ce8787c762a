#include "chapters/objects.h"

#include <fmt/core.h>

#include "chapters/layout.h"
#include "chapters/parts.h"
#include "formats/yaml_writer.h"

namespace vent {
namespace {

// As its owner vent may set these fields, whoever set them before; other fields are left to whom they belong.
constexpr const char* kOwner = "--field-manager=vent";

}  // namespace

std::vector<std::string> kubectl(std::vector<std::string> arguments) {
  std::vector<std::string> command = {program("kubectl"), fmt::format("--kubeconfig={}", kAdminKubeconfig)};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::vector<Resource> cluster_objects(const std::string& name, const std::vector<Json>& objects, std::string why) {
  const std::string path = fmt::format("{}/objects/{}.yaml", kKubernetes, name);
  std::string text;
  for (const Json& object : objects) text += (text.empty() ? "" : "---\n") + write_yaml(object);
  return {
      file(path, text, std::move(why), {.mode = 0600}),
      {.spec =
           CommandOnce{.name = fmt::format("the API has {}.yaml", name),
                       .probe = kubectl({"diff", "--server-side", "--force-conflicts", kOwner, "--filename=" + path}),
                       .run = kubectl({"apply", "--server-side", "--force-conflicts", kOwner, "--filename=" + path}),
                       .undo = {}},
       .why = "The API merges what stands in the file into what it has."}};
}

Json object_of(std::string_view api_version, std::string_view kind, std::string_view name,
               std::string_view name_space) {
  Json metadata = Json::object().set("name", name);
  if (!name_space.empty()) metadata.set("namespace", name_space);
  return Json::object().set("apiVersion", api_version).set("kind", kind).set("metadata", metadata);
}

Json texts(const std::vector<std::string>& all) {
  Json list = Json::array();
  for (const std::string& text : all) list.push(text);
  return list;
}

Json rule_of(std::string_view group, const std::vector<std::string>& resources, const std::vector<std::string>& verbs) {
  return Json::object()
      .set("apiGroups", Json::array().push(group))
      .set("resources", texts(resources))
      .set("verbs", texts(verbs));
}

Json binding_of(std::string_view name, std::string_view role, std::string_view kind, std::string_view subject,
                std::string_view name_space) {
  Json who = Json::object().set("kind", kind).set("name", subject);
  if (name_space.empty())
    who.set("apiGroup", "rbac.authorization.k8s.io");
  else
    who.set("namespace", name_space);
  return object_of("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", name)
      .set("roleRef",
           Json::object().set("apiGroup", "rbac.authorization.k8s.io").set("kind", "ClusterRole").set("name", role))
      .set("subjects", Json::array().push(who));
}

}  // namespace vent
