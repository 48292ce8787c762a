#include <fmt/core.h>

#include <algorithm>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/07_etcd.h"
#include "chapters/objects.h"
#include "validate/checks.h"

namespace vent {
namespace {

constexpr const char* kWord = "xyzzy-of-vent-validate";
constexpr std::size_t kLongestShown = 60;

}  // namespace

// Written through the API of each controller, and read from etcd itself, past the API.
Result<Findings> try_secret_at_rest(const Scene& scene) {
  Findings findings;
  for (const HostStatus& status : scene.status().hosts) {
    if (status.error || !status.look.api || !status.look.api->problem.empty()) continue;
    const Host& host = *status.host;
    const std::string name = "at-rest-" + host.name;
    const std::vector<std::string> create = kubectl({"--namespace", Scene::kNamespace, "create", "secret", "generic",
                                                     name, fmt::format("--from-literal=word={}", kWord)});
    TRY(scene.on(host, shell_quote(create)));
    const std::vector<std::string> read_back =
        etcdctl({"get", fmt::format("/registry/secrets/{}/{}", Scene::kNamespace, name), "--print-value-only"});
    const std::string stored = TRY(scene.on(host, shell_quote(read_back) + " | tr -cd '[:print:]' | head -c 2000"));
    findings.seen += fmt::format("{}{}: {}", findings.seen.empty() ? "" : ", ", host.name,
                                 stored.substr(0, std::min(stored.find(":v1:"), kLongestShown)));
    if (!stored.starts_with("k8s:enc:") || stored.find(kWord) != std::string::npos)
      findings.problems.push_back(
          {.what = fmt::format("the API of {} writes a new secret to etcd unencrypted", host.name),
           .evidence = stored.substr(0, kLongestShown),
           .next = fmt::format("vent audit --host {} --chapter 06 --chapter 08", host.name)});
  }
  return findings;
}

}  // namespace vent
