#include "chapters/06_encryption_at_rest.h"

#include "base/base64.h"
#include "base/text.h"
#include "chapters/certificates.h"
#include "chapters/layout.h"
#include "chapters/parts.h"
#include "formats/yaml_writer.h"

namespace vent {
namespace {

constexpr const char* kPlaceholder = "SECRET";

// `secret` is base64, or what a shell makes base64 of. It stands there without quotes whatever it begins with, so that
// both ways give the same file.
std::string settings(const Cluster& cluster, std::string_view secret) {
  const Json key = Json::object().set("name", "key1").set("secret", kPlaceholder);
  const Json provider = Json::object().set(std::string(encryption_name(cluster.encryption)),
                                           Json::object().set("keys", Json::array().push(key)));
  const Json rule =
      Json::object()
          .set("resources", Json::array().push("secrets"))
          // The last one reads what was written before there was a key.
          .set("providers", Json::array().push(provider).push(Json::object().set("identity", Json::object())));
  return replace_all(write_yaml(Json::object()
                                    .set("apiVersion", "apiserver.config.k8s.io/v1")
                                    .set("kind", "EncryptionConfiguration")
                                    .set("resources", Json::array().push(rule))),
                     kPlaceholder, secret);
}

}  // namespace

std::vector<Resource> encryption_resources(const Design& design, const Host& /*host*/) {
  return {from_keys(secret_file(Path(kApiServer) / "encryption.yaml",
                                Secret(settings(design.cluster, base64(design.keys.secret(kEncryptionKey).reveal()))),
                                "kube-apiserver", "Whoever gets hold of etcd's files reads no secrets in them."),
                    {"encryption.secret"}, settings(design.cluster, base64_of_key_file("encryption.secret")))};
}

}  // namespace vent
