#include <fmt/core.h>

#include "base/text.h"
#include "chapters/objects.h"
#include "formats/yaml_writer.h"
#include "validate/checks.h"

namespace vent {
namespace {

constexpr const char* kPod = "sandboxed";

// On a node that runs pods now: tolerating everything, it would also go to one that is lost.
Json on_nodes_that_answer(const Scene& scene) {
  Json names = Json::array();
  for (const ProbePod& pod : scene.pods()) names.push(pod.node);
  const Json term = Json::object().set(
      "matchExpressions",
      Json::array().push(
          Json::object().set("key", "kubernetes.io/hostname").set("operator", "In").set("values", std::move(names))));
  return Json::object().set("nodeAffinity",
                            Json::object().set("requiredDuringSchedulingIgnoredDuringExecution",
                                               Json::object().set("nodeSelectorTerms", Json::array().push(term))));
}

Json pod(const Scene& scene) {
  Json container =
      Json::object()
          .set("name", "sandboxed")
          .set("image", Scene::kToolbox)
          .set("command", Json::array().push("sh").push("-c").push("cat /proc/version >/dev/termination-log"));
  return object_of("v1", "Pod", kPod, Scene::kNamespace)
      .set("spec", Json::object()
                       .set("runtimeClassName", "gvisor")
                       .set("restartPolicy", "Never")
                       .set("affinity", on_nodes_that_answer(scene))
                       .set("tolerations", Json::array().push(Json::object().set("operator", "Exists")))
                       .set("containers", Json::array().push(std::move(container))));
}

}  // namespace

Result<Findings> try_sandbox(const Scene& scene) {
  if (!scene.cluster().has_gvisor) return Findings{.seen = "the cluster file asks for no gVisor", .problems = {}};
  TRY(scene.kubectl({"apply", "--filename=-"}, write_yaml(pod(scene))));
  const Result<std::string> ended = scene.kubectl({"--namespace", Scene::kNamespace, "wait", "pod", kPod,
                                                   "--for=jsonpath={.status.phase}=Succeeded", "--timeout=25s"});
  Findings findings;
  if (ended) {
    findings.seen = std::string(
        trim(TRY(scene.kubectl({"--namespace", Scene::kNamespace, "get", "pod", kPod,
                                "--output=jsonpath={.status.containerStatuses[0].state.terminated.message}"}))));
    if (findings.seen.find("gvisor") != std::string::npos || findings.seen.find("gVisor") != std::string::npos)
      return findings;
    findings.problems.push_back({.what = "a pod with runtimeClassName: gvisor runs on the host's own kernel",
                                 .evidence = findings.seen,
                                 .next = "kubectl get runtimeclass gvisor --output=yaml"});
    return findings;
  }
  findings.seen = "it didn't run";
  findings.problems.push_back({.what = "a pod with runtimeClassName: gvisor doesn't run",
                               .evidence = scene
                                               .kubectl({"--namespace", Scene::kNamespace, "get", "events",
                                                         "--field-selector=involvedObject.name=sandboxed,type=Warning",
                                                         "--output=custom-columns=:.message", "--no-headers"})
                                               .value_or(ended.error().text()),
                               .next = "vent audit --chapter 09; kubectl get runtimeclass gvisor --output=yaml"});
  return findings;
}

}  // namespace vent
