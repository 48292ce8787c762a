#include <fmt/core.h>

#include "base/text.h"
#include "validate/checks.h"
#include "validate/each_pod.h"
#include "validate/evidence.h"

namespace vent {
namespace {

Problem of_kubelet(const Scene& scene, const ProbePod& pod, const char* what, const std::string& evidence) {
  return {.what = fmt::format("kubectl {} doesn't work with the pod on {}", what, pod.node),
          .evidence = std::string(trim_end(evidence)) + "\n" + words_of_unit(scene, pod.node, "kubelet"),
          .next = fmt::format("kubectl get clusterrolebinding vent:api-server-to-kubelet; vent logs {} --unit kubelet",
                              pod.node)};
}

}  // namespace

Result<Findings> try_logs_and_exec(const Scene& scene) {
  Findings findings;
  std::size_t good = 0;
  for (const PodAnswer& answer : ask_each(scene, scene.pods(), "hostname")) {
    const bool executed = trim(answer.output) == answer.pod->name;
    if (!executed) findings.problems.push_back(of_kubelet(scene, *answer.pod, "exec", answer.problem + answer.output));
    const Result<std::string> logs =
        scene.kubectl({"--namespace", Scene::kNamespace, "logs", answer.pod->name, "--tail=1"});
    if (!logs) findings.problems.push_back(of_kubelet(scene, *answer.pod, "logs", logs.error().text()));
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
      findings.problems.push_back(of_kubelet(scene, pod, "port-forward", answer));
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
  findings.seen = fmt::format("{} of {} pods", good, scene.pods().size());
  return findings;
}

}  // namespace vent
