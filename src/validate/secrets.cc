#include <fmt/core.h>

#include "base/text.h"
#include "chapters/layout.h"
#include "chapters/parts.h"
#include "validate/checks.h"

namespace vent {
namespace {

constexpr const char* kWord = "xyzzy-of-vent-validate";

}  // namespace

// Written through the API, and read from etcd itself, past the API.
Result<Findings> try_secret_at_rest(const Scene& scene) {
  TRY(scene.kubectl({"--namespace", Scene::kNamespace, "create", "secret", "generic", "at-rest",
                     fmt::format("--from-literal=word={}", kWord)}));
  const std::string script = fmt::format(
      "{0} --endpoints=https://127.0.0.1:{1} --cacert={2}/ca.crt --cert={2}/server.crt --key={2}/server.key get "
      "/registry/secrets/{3}/at-rest --print-value-only | tr -cd '[:print:]' | head -c 2000",
      program("etcdctl"), kEtcdPort, kEtcd, Scene::kNamespace);
  Findings findings;
  const std::string stored = TRY(scene.on(scene.controller(), script));
  const std::string beginning = stored.substr(0, stored.find(":v1:"));
  findings.seen = "stored as " + stored.substr(0, std::min<std::size_t>(beginning.size() + 4, 40));
  if (!stored.starts_with("k8s:enc:") || stored.find(kWord) != std::string::npos) {
    findings.seen = "stored in plain";
    findings.problems.push_back({.what = "a new secret is written to etcd unencrypted",
                                 .evidence = stored.substr(0, 80),
                                 .next = "vent audit --chapter 06 --chapter 08"});
  }
  return findings;
}

}  // namespace vent
