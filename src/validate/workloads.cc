#include <fmt/core.h>

#include <array>

#include "base/text.h"
#include "chapters/objects.h"
#include "formats/yaml_writer.h"
#include "validate/checks.h"
#include "validate/evidence.h"
#include "validate/workload_objects.h"

namespace vent {
namespace {

Json echo_pods(const char* name) { return pod_template(name, Json::array().push("vent-echo")); }

Json job() {
  const Json pod = pod_template("job", Json::array().push("true"));
  Json spec = *pod.field("spec");
  return object_of("batch/v1", "Job", "job", Scene::kNamespace)
      .set("spec",
           Json::object().set("template", Json::object().set("spec", std::move(spec.set("restartPolicy", "Never")))));
}

using Words = std::vector<std::string>;
struct Wanted {
  const char* what;
  Words wait;
};

const std::array<Wanted, 3>& all_wanted() {
  static const std::array<Wanted, 3> all = {
      {{"a Deployment gets its two pods", {"rollout", "status", "deployment/deployment", "--timeout=30s"}},
       {"a StatefulSet gets its pod", {"rollout", "status", "statefulset/statefulset", "--timeout=30s"}},
       {"a Job comes to its end", {"wait", "job/job", "--for=condition=complete", "--timeout=30s"}}}};
  return all;
}

Problem not_so(const Scene& scene, const char* what, const Error& error) {
  return {.what = fmt::format("it isn't so that {}", what),
          .evidence = error.details + "\n" + warnings_of_pods(scene),
          .next = "vent status; vent logs CONTROLLER --unit kube-controller-manager --unit kube-scheduler"};
}

}  // namespace

Result<Findings> try_workloads(const Scene& scene) {
  // The budget keeps each of the two pods of the Deployment from being evicted.
  const std::string objects = write_yaml(lasting("Deployment", "deployment", 2, echo_pods("deployment"))) + "---\n" +
                              write_yaml(lasting("StatefulSet", "statefulset", 1, echo_pods("statefulset"))) + "---\n" +
                              write_yaml(job()) + "---\n" + write_yaml(disruption_budget("deployment", 2));
  TRY(scene.kubectl({"apply", "--filename=-"}, objects));
  Findings findings;
  for (const Wanted& wanted : all_wanted()) {
    Words words = {"--namespace", Scene::kNamespace};
    words.insert(words.end(), wanted.wait.begin(), wanted.wait.end());
    const Result<std::string> waited = scene.kubectl(words);
    if (!waited) findings.problems.push_back(not_so(scene, wanted.what, waited.error()));
  }
  // Asked for by the API of evictions, as a drain asks: it must be refused.
  const std::string pod =
      TRY(scene.kubectl({"--namespace", Scene::kNamespace, "get", "pods", "--selector=app=deployment",
                         "--output=jsonpath={.items[0].metadata.name}"}));
  const Json eviction = object_of("policy/v1", "Eviction", pod, Scene::kNamespace);
  const Result<std::string> evicted = scene.kubectl(
      {"create", fmt::format("--raw=/api/v1/namespaces/{}/pods/{}/eviction", Scene::kNamespace, pod), "--filename=-"},
      eviction.compact());
  if (evicted)
    findings.problems.push_back({.what = "a pod is evicted though a PodDisruptionBudget needs it",
                                 .evidence = *evicted,
                                 .next = "kubectl get poddisruptionbudgets --all-namespaces"});
  findings.seen = fmt::format("{} of 4 as they should be", 4 - findings.problems.size());
  return findings;
}

}  // namespace vent
