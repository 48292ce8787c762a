#include <fmt/core.h>

#include <algorithm>

#include "base/base64.h"
#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/07_etcd.h"
#include "chapters/objects.h"
#include "validate/checks.h"

namespace vent {
namespace {

constexpr const char* kWord = "xyzzy-of-vent-validate";
constexpr std::size_t kLongestShown = 60;

// All secrets that lie in etcd, also those that were written when there was no key yet. The host answers with the names
// (in base64) of the first whose value doesn't begin with k8s:enc:, then with how many there are and how many of those.
Result<std::size_t> look_at_all(const Scene& scene, Findings& findings) {
  const std::string begins_with_enc = base64("k8s:enc:x").substr(0, 10);
  const std::string each_pair =
      R"sh(tr '{' '\n' | sed -n 's/.*"key":"\([^"]*\)".*"value":"\([^"]\{0,10\}\).*/\1 \2/p')sh";
  const std::string open_ones =
      fmt::format("awk '{{ ++all }} $2 != \"{}\" && ++open <= 5 {{ print $1 }} END {{ print all + 0, open + 0 }}'",
                  begins_with_enc);
  const std::string script = shell_quote(etcdctl({"get", "/registry/secrets/", "--prefix", "--write-out=json"})) +
                             " | " + each_pair + " | " + open_ones;
  std::vector<std::string> lines = split_lines(TRY(scene.on(scene.controller(), script)));
  const std::vector<std::string> counts = split_words(lines.empty() ? "" : lines.back());
  if (counts.size() != 2)
    return fail(Error(ErrorKind::failed, "etcd didn't say which secrets it has").with_details(join(lines, "\n")));
  lines.pop_back();
  for (std::string& line : lines) line = bytes_of_base64(line).value_or(line);
  if (counts[1] != "0")
    findings.problems.push_back(
        {.what = fmt::format("{} of {} secrets lie in etcd unencrypted", counts[1], counts[0]),
         .evidence = join(lines, "\n"),
         .next = "kubectl get secrets --all-namespaces --output=json | kubectl replace --filename=-"});
  return static_cast<std::size_t>(parse_integer(counts[0], 0, 1'000'000'000).value_or(0));
}

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
           .evidence = "it begins there with: " + stored.substr(0, kLongestShown),
           .next = fmt::format("vent audit --host {} --chapter 06 --chapter 08", host.name)});
  }
  findings.seen += fmt::format("; {} secrets in all", TRY(look_at_all(scene, findings)));
  return findings;
}

}  // namespace vent
