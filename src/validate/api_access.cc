#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/objects.h"
#include "validate/checks.h"
#include "validate/each_pod.h"

namespace vent {
namespace {

Problem of_kubelet(const ProbePod& pod, const char* what, const std::string& evidence) {
  return {.what = fmt::format("kubectl {} doesn't work with the pod on {}", what, pod.node),
          .evidence = evidence,
          .next = fmt::format("kubectl get clusterrolebinding vent:api-server-to-kubelet; vent logs {} --unit kubelet",
                              pod.node)};
}

}  // namespace

Result<Findings> try_logs_and_exec(const Scene& scene) {
  Findings findings;
  std::size_t good = 0;
  for (const PodAnswer& answer : ask_each(scene, scene.pods(), "hostname")) {
    const bool executed = trim(answer.output) == answer.pod->name;
    if (!executed) findings.problems.push_back(of_kubelet(*answer.pod, "exec", answer.problem + answer.output));
    const Result<std::string> logs =
        scene.kubectl({"--namespace", Scene::kNamespace, "logs", answer.pod->name, "--tail=1"});
    if (!logs) findings.problems.push_back(of_kubelet(*answer.pod, "logs", logs.error().text()));
    good += executed && logs ? 1 : 0;
  }
  findings.seen = fmt::format("{} of {} pods", good, scene.pods().size());
  return findings;
}

Result<Findings> try_port_forward(const Scene& scene) {
  Findings findings;
  std::size_t good = 0;
  for (const ProbePod& pod : scene.pods()) {
    const std::string answer = scene.forwarded(pod, "/hostname");
    if (answer == pod.name)
      ++good;
    else
      findings.problems.push_back(of_kubelet(pod, "port-forward", answer));
  }
  findings.seen = fmt::format("{} of {} pods", good, scene.pods().size());
  return findings;
}

// With the token that every pod gets; the API's address comes from the environment, as programs find it.
Result<Findings> try_api_from_pod(const Scene& scene) {
  constexpr const char* kScript = R"sh(d=/var/run/secrets/kubernetes.io/serviceaccount
[ -s $d/token ] && [ -s $d/ca.crt ] && echo token
timeout 4 nc $KUBERNETES_SERVICE_HOST $KUBERNETES_SERVICE_PORT </dev/null && echo reached)sh";
  Findings findings;
  std::size_t good = 0;
  for (const PodAnswer& answer : TRY(answers_of(scene, scene.pods(), kScript))) {
    const std::vector<std::string> words = split_words(answer.output);
    if (words == std::vector<std::string>{"token", "reached"}) {
      ++good;
      continue;
    }
    findings.problems.push_back(
        {.what = fmt::format("the pod on {} {}", answer.pod->node,
                             answer.output.starts_with("token") ? "doesn't reach the API" : "has no token for the API"),
         .evidence = answer.output,
         .next = fmt::format("vent logs {} --unit kube-proxy", answer.pod->node)});
  }
  const std::string account = fmt::format("system:serviceaccount:{}:default", Scene::kNamespace);
  const std::vector<std::string> question =
      kubectl({"auth", "can-i", "get", "secrets", "--as=" + account, "--namespace=kube-system"});
  if (const std::string may = TRY(scene.on(scene.controller(), shell_quote(question) + " 2>&1 || true"));
      trim(may) != "no")
    findings.problems.push_back({.what = "an account that nobody gave a right may read secrets of kube-system",
                                 .evidence = may,
                                 .next = "kubectl get clusterrolebindings --output=wide"});
  findings.seen = fmt::format("{} of {} pods", good, scene.pods().size());
  return findings;
}

}  // namespace vent
