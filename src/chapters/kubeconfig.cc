#include "chapters/kubeconfig.h"

#include "base/base64.h"
#include "formats/json.h"
#include "formats/yaml_writer.h"

namespace vent {

Secret kubeconfig(const KubeconfigContents& contents) {
  const Json cluster =
      Json::object().set("certificate-authority-data", base64(contents.authority)).set("server", contents.server);
  const Json user = Json::object()
                        .set("client-certificate-data", base64(contents.identity.certificate))
                        .set("client-key-data", base64(contents.identity.key.reveal()));
  const Json context = Json::object().set("cluster", contents.cluster).set("user", contents.user);
  const auto named = [](const std::string& name, const char* key, const Json& value) {
    return Json::array().push(Json::object().set("name", name).set(key, value));
  };
  return Secret(write_yaml(Json::object()
                               .set("apiVersion", "v1")
                               .set("kind", "Config")
                               .set("clusters", named(contents.cluster, "cluster", cluster))
                               .set("users", named(contents.user, "user", user))
                               .set("contexts", named(contents.cluster, "context", context))
                               .set("current-context", contents.cluster)));
}

Secret kubeconfig_of(const Design& design, const std::string& server, const std::string& name,
                     const std::string& user) {
  return kubeconfig({.cluster = design.cluster.name,
                     .server = server,
                     .authority = design.keys.pair("ca").certificate,
                     .user = user,
                     .identity = design.keys.pair(name)});
}

}  // namespace vent
