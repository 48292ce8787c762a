#include <fmt/core.h>

#include <array>

#include "base/text.h"
#include "chapters/objects.h"
#include "formats/yaml_writer.h"
#include "validate/checks.h"

namespace vent {
namespace {

Json labels(const char* name) { return Json::object().set("app", name); }

Json pod_of(const char* name, Json command) {
  Json container = Json::object().set("name", name).set("image", Scene::kToolbox).set("command", std::move(command));
  return Json::object()
      .set("metadata", Json::object().set("labels", labels(name)))
      .set("spec", Json::object()
                       .set("terminationGracePeriodSeconds", 0)
                       .set("containers", Json::array().push(std::move(container))));
}

Json lasting(const char* kind, const char* name, int replicas) {
  return object_of("apps/v1", kind, name, Scene::kNamespace)
      .set("spec", Json::object()
                       .set("replicas", replicas)
                       .set("selector", Json::object().set("matchLabels", labels(name)))
                       .set("template", pod_of(name, Json::array().push("vent-echo"))));
}

Json job() {
  Json pod = pod_of("job", Json::array().push("true"));
  Json spec = *pod.field("spec");
  return object_of("batch/v1", "Job", "job", Scene::kNamespace)
      .set("spec",
           Json::object().set("template", Json::object().set("spec", std::move(spec.set("restartPolicy", "Never")))));
}

// Keeps one of the two pods of the Deployment from being evicted.
Json budget() {
  return object_of("policy/v1", "PodDisruptionBudget", "deployment", Scene::kNamespace)
      .set("spec", Json::object()
                       .set("minAvailable", 2)
                       .set("selector", Json::object().set("matchLabels", labels("deployment"))));
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
          .evidence = error.details + "\n" +
                      scene
                          .kubectl({"--namespace", Scene::kNamespace, "get", "events", "--field-selector=type=Warning",
                                    "--output=custom-columns=:.involvedObject.name,:.message", "--no-headers"})
                          .value_or(""),
          .next = "vent status; vent logs CONTROLLER --unit kube-controller-manager --unit kube-scheduler"};
}

}  // namespace

Result<Findings> try_workloads(const Scene& scene) {
  const std::string objects = write_yaml(lasting("Deployment", "deployment", 2)) + "---\n" +
                              write_yaml(lasting("StatefulSet", "statefulset", 1)) + "---\n" + write_yaml(job()) +
                              "---\n" + write_yaml(budget());
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
