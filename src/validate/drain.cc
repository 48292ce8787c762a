#include <fmt/core.h>

#include <algorithm>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/objects.h"
#include "formats/yaml_writer.h"
#include "validate/checks.h"
#include "validate/cordon.h"
#include "validate/evidence.h"
#include "validate/workload_objects.h"

namespace vent {
namespace {

constexpr const char* kName = "drained";

// Our pods of the Deployment that are not on their way out: name and node of each.
constexpr const char* kPodsScript =
    R"sh(@KUBECTL@ get pods --selector=app=drained --output=go-template='{{range .items}}
{{- if not .metadata.deletionTimestamp}}{{.metadata.name}} {{.spec.nodeName}}{{"\n"}}{{end}}{{end}}')sh";

// As a drain does it: whom the budget protects at the moment is asked for again. Says how often that was.
constexpr const char* kEvictScript = R"sh(refused=0
for pod in @PODS@; do
  for i in $(seq 60); do
    said=$(printf '{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"%s","namespace":"@NAMESPACE@"}}' "$pod" |
      @KUBECTL@ create --raw=/api/v1/namespaces/@NAMESPACE@/pods/$pod/eviction --filename=- 2>&1) && break
    case $said in *budget*) refused=$((refused + 1)); sleep 0.3;; *) echo "$said"; exit 1;; esac
  done
done
@KUBECTL@ rollout status deployment/drained --timeout=20s >/dev/null || exit 1
echo "$refused"
)sh";

std::string filled(std::string script, const std::vector<std::string>& pods = {}) {
  script = replace_all(std::move(script), "@KUBECTL@", shell_quote(kubectl({"--namespace", Scene::kNamespace})));
  script = replace_all(std::move(script), "@NAMESPACE@", Scene::kNamespace);
  return replace_all(std::move(script), "@PODS@", join(pods, " "));
}

struct PodOnNode {
  std::string pod;
  std::string node;
};

Result<std::vector<PodOnNode>> pods_of(const Scene& scene) {
  std::vector<PodOnNode> pods;
  for (const std::string& line : split_lines(TRY(scene.on(scene.controller(), filled(kPodsScript)))))
    if (const std::vector<std::string> words = split_words(line); words.size() == 2)
      pods.push_back({words[0], words[1]});
  return pods;
}

// Where something that is deployed can run: nodes for all pods that are Ready and that nobody took away.
std::size_t nodes_for_pods(const Scene& scene) {
  std::size_t count = 0;
  for (const NodeStatus& node : scene.status().nodes()) {
    const Host* host = scene.cluster().find(node.name);
    if (host != nullptr && is_worker(*host) && node.is_ready() && !node.is_cordoned) ++count;
  }
  return count;
}

Error no_second_node() {
  return Error(ErrorKind::failed, "only one of the nodes can take pods now, so nothing could go elsewhere")
      .with_id(kNotTried)
      .with_hint("vent status; kubectl get nodes");
}

Result<std::string> evict(const Scene& scene, const std::string& node, const std::vector<PodOnNode>& pods) {
  std::vector<std::string> names;
  for (const PodOnNode& one : pods)
    if (one.node == node) names.push_back(one.pod);
  return scene.on(scene.controller(), filled(kEvictScript, names));
}

}  // namespace

// What a drain does, with pods of our own only: a node is taken from the scheduler, its pods are evicted as a
// PodDisruptionBudget allows it, come up elsewhere, and the node is given back. No pod of anybody else is touched.
Result<Findings> try_drain(const Scene& scene) {
  const std::size_t workers = static_cast<std::size_t>(std::ranges::count_if(scene.cluster().hosts, is_worker));
  if (workers < 2) return Findings{.seen = "one node takes pods, so no pod can go elsewhere", .problems = {}};
  if (nodes_for_pods(scene) < 2) return fail(no_second_node());
  const Json deployment = lasting("Deployment", kName, 2, pod_template(kName, Json::array().push("vent-echo")));
  TRY(scene.kubectl({"apply", "--filename=-"},
                    write_yaml(deployment) + "---\n" + write_yaml(disruption_budget(kName, 1))));
  TRY(scene.kubectl({"--namespace", Scene::kNamespace, "rollout", "status", "deployment/drained", "--timeout=30s"}));
  const std::vector<PodOnNode> before = TRY(pods_of(scene));
  if (before.empty()) return fail(Error(ErrorKind::failed, "the pods of a Deployment are not found again"));
  const std::string node = before.front().node;

  Cordon cordon = TRY(Cordon::of(scene, node));
  const Result<std::string> evicted = evict(scene, node, before);
  const Result<std::vector<PodOnNode>> after = pods_of(scene);
  const Result<> ended = cordon.end();

  Findings findings;
  const auto fail_with = [&](std::string what, std::string evidence, std::string next) {
    findings.problems.push_back({.what = std::move(what), .evidence = std::move(evidence), .next = std::move(next)});
  };
  const std::string manager = "vent logs " + scene.controller().name + " --unit kube-controller-manager";
  if (!evicted)
    fail_with(fmt::format("the pods of {} could not be evicted", node),
              evicted.error().details + "\n" + warnings_of_pods(scene), manager);
  else if (after && std::ranges::find(*after, node, &PodOnNode::node) != after->end())
    fail_with(fmt::format("a pod came up again on {}, which is taken from the scheduler", node), "",
              "vent logs " + scene.controller().name + " --unit kube-scheduler");
  if (!ended)
    fail_with(node + " could not be given back to the scheduler", ended.error().text(), "kubectl uncordon " + node);
  const auto moved = std::ranges::count(before, node, &PodOnNode::node);
  findings.seen =
      evicted ? fmt::format("{} pods of {} came up elsewhere; the budget refused {} times", moved, node, trim(*evicted))
              : "not evicted";
  return findings;
}

}  // namespace vent
