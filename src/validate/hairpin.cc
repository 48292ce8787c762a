#include <fmt/core.h>

#include "base/text.h"
#include "chapters/objects.h"
#include "formats/yaml_writer.h"
#include "validate/checks.h"
#include "validate/each_pod.h"
#include "validate/evidence.h"

namespace vent {
namespace {

// A service that leads to one pod: it has no selector, and its endpoint is written by hand.
std::string objects_for(const ProbePod& pod, const std::string& name) {
  const Json ports = Json::array().push(Json::object().set("name", "http").set("port", Scene::kPort));
  const Json service =
      object_of("v1", "Service", name, Scene::kNamespace).set("spec", Json::object().set("ports", ports));
  Json slice = object_of("discovery.k8s.io/v1", "EndpointSlice", name, Scene::kNamespace);
  const Json metadata = Json::object()
                            .set("name", name)
                            .set("namespace", Scene::kNamespace)
                            .set("labels", Json::object().set("kubernetes.io/service-name", name));
  slice.set("metadata", metadata)
      .set("addressType", "IPv4")
      .set("ports", ports)
      .set("endpoints", Json::array().push(Json::object().set("addresses", Json::array().push(pod.address))));
  return write_yaml(service) + "---\n" + write_yaml(slice) + "---\n";
}

std::string name_for(const std::string& node) { return "itself-" + node; }

}  // namespace

// The packet leaves the pod and comes back to it, which a bridge must be told to do, and with the node's address as that
// of who asks, or the pod would answer itself past the service.
Result<Findings> try_hairpin(const Scene& scene) {
  std::string objects;
  for (const ProbePod& pod : scene.pods()) objects += objects_for(pod, name_for(pod.node));
  TRY(scene.kubectl({"apply", "--filename=-"}, objects));
  const std::string lines =
      TRY(scene.kubectl({"--namespace", Scene::kNamespace, "get", "services",
                         R"(--output=jsonpath={range .items[*]}{.metadata.name} {.spec.clusterIP}{"\n"}{end})"}));
  std::string script = "case $(hostname) in\n";
  for (const std::string& line : split_lines(lines))
    for (const ProbePod& pod : scene.pods())
      if (const std::vector<std::string> words = split_words(line); words.size() == 2 && words[0] == name_for(pod.node))
        script += fmt::format("{}) to={};;\n", pod.name, words[1]);
  // Rules for a new service come a moment after it.
  script += fmt::format(
      "esac\nfor i in 1 2 3 4 5 6; do said=$(timeout 2 wget -q -O - http://$to:{}/hostname 2>&1) && break; sleep 0.5; "
      "done; echo \"$said\"",
      Scene::kPort);
  Findings findings;
  std::size_t good = 0;
  for (const PodAnswer& answer : TRY(answers_of(scene, scene.pods(), script))) {
    if (trim(answer.output) == answer.pod->name) {
      ++good;
      continue;
    }
    const std::string& node = answer.pod->node;
    findings.problems.push_back(
        {.what = fmt::format("the pod on {} doesn't reach itself through a service", node),
         .evidence = (trim(answer.output).empty() ? "it got no answer" : answer.output) + "\n" +
                     words_of_unit(scene, node, "kube-proxy"),
         .next = fmt::format("vent ssh {0} -- 'cat /sys/class/net/cni0/lower_*/brport/hairpin_mode'; vent audit --host "
                             "{0} --chapter 11",
                             node)});
  }
  findings.seen = fmt::format("{} of {} pods", good, scene.pods().size());
  return findings;
}

}  // namespace vent
