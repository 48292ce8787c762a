#include "chapters/06_encryption_at_rest.h"

#include "base/base64.h"
#include "chapters/certificates.h"
#include "chapters/layout.h"
#include "chapters/parts.h"
#include "formats/yaml_writer.h"

namespace vent {

std::vector<Resource> encryption_resources(const Design& design, const Host& /*host*/) {
  const Json key =
      Json::object().set("name", "key1").set("secret", base64(design.keys.secret(kEncryptionKey).reveal()));
  const Json provider = Json::object().set(std::string(encryption_name(design.cluster.encryption)),
                                           Json::object().set("keys", Json::array().push(key)));
  const Json rule =
      Json::object()
          .set("resources", Json::array().push("secrets"))
          // The last one reads what was written before there was a key.
          .set("providers", Json::array().push(provider).push(Json::object().set("identity", Json::object())));
  const Json text = Json::object()
                        .set("apiVersion", "apiserver.config.k8s.io/v1")
                        .set("kind", "EncryptionConfiguration")
                        .set("resources", Json::array().push(rule));
  return {secret_file(Path(kApiServer) / "encryption.yaml", Secret(write_yaml(text)), "kube-apiserver",
                      "Whoever gets hold of etcd's files reads no secrets in them.")};
}

}  // namespace vent
