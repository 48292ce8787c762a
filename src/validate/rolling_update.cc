#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/objects.h"
#include "formats/yaml_writer.h"
#include "validate/checks.h"
#include "validate/evidence.h"
#include "validate/workload_objects.h"

namespace vent {
namespace {

constexpr const char* kName = "rolling";

// As somebody writes it who wants no request to fail: a pod counts when it answers, a new one comes before an old one
// goes, and who is to go answers for as long as others may still ask it.
std::string objects() {
  Json template_of_pods = pod_template(kName, Json::array().push("vent-echo"));
  Json container =
      Json::object()
          .set("name", kName)
          .set("image", Scene::kToolbox)
          .set("command", Json::array().push("vent-echo"))
          .set("readinessProbe", Json::object()
                                     .set("periodSeconds", 1)
                                     .set("httpGet", Json::object().set("path", "/healthz").set("port", Scene::kPort)))
          .set("lifecycle",
               Json::object().set("preStop", Json::object().set("sleep", Json::object().set("seconds", 3))));
  template_of_pods.set("spec", Json::object()
                                   .set("terminationGracePeriodSeconds", 5)
                                   .set("containers", Json::array().push(std::move(container))));
  Json deployment = lasting("Deployment", kName, 2, std::move(template_of_pods));
  Json spec = *deployment.field("spec");
  spec.set("strategy", Json::object()
                           .set("type", "RollingUpdate")
                           .set("rollingUpdate", Json::object().set("maxUnavailable", 0).set("maxSurge", 2)));
  deployment.set("spec", std::move(spec));
  const Json service =
      object_of("v1", "Service", kName, Scene::kNamespace)
          .set("spec", Json::object()
                           .set("selector", labels_of(kName))
                           .set("ports", Json::array().push(Json::object().set("port", Scene::kPort))));
  return write_yaml(deployment) + "---\n" + write_yaml(service);
}

// While one pod asks the service without a pause, all pods behind it are replaced; and until the old ones are gone.
constexpr const char* kScript = R"sh(ask='
rm -f /tmp/rolled; asked=0; failed=0; end=$(($(date +%s) + 40))
until timeout 2 wget -q -O /dev/null "$0" 2>/dev/null || [ $(date +%s) -ge $end ]; do sleep 0.2; done
echo begun
while [ ! -e /tmp/rolled ] && [ $(date +%s) -lt $end ]; do
  asked=$((asked + 1)); timeout 2 wget -q -O /dev/null "$0" 2>&1 || failed=$((failed + 1)); sleep 0.05
done
echo "$asked $failed"'
d=$(mktemp -d -p /run); trap 'rm -rf "$d"' EXIT
address=$(@KUBECTL@ get service @NAME@ --output=jsonpath={.spec.clusterIP}) || exit 1
@KUBECTL@ exec @POD@ -- sh -c "$ask" "http://$address:@PORT@/hostname" >"$d/said" 2>&1 &
for i in $(seq 50); do grep -q begun "$d/said" && break; sleep 0.2; done
@KUBECTL@ rollout restart deployment/@NAME@ >/dev/null
@KUBECTL@ rollout status deployment/@NAME@ --timeout=25s >"$d/status" 2>&1 || { echo "no end"; cat "$d/status"; }
sleep 4
@KUBECTL@ exec @POD@ -- touch /tmp/rolled
wait; cat "$d/said"
)sh";

}  // namespace

Result<Findings> try_rolling_update(const Scene& scene) {
  TRY(scene.kubectl({"apply", "--filename=-"}, objects()));
  const ProbePod& from = scene.pods().front();
  Findings findings;
  const auto fail_with = [&](std::string what, std::string evidence) {
    findings.problems.push_back(
        {.what = std::move(what),
         .evidence =
             std::move(evidence) + "\n" + warnings_of_pods(scene) + words_of_unit(scene, from.node, "kube-proxy"),
         .next = fmt::format("vent logs {} --unit kube-proxy; vent validate --only service", from.node)});
  };
  const Result<std::string> ready =
      scene.kubectl({"--namespace", Scene::kNamespace, "rollout", "status", "deployment/rolling", "--timeout=30s"});
  if (!ready) {
    findings.seen = "it didn't begin";
    fail_with("a Deployment doesn't get its two pods", ready.error().details);
    return findings;
  }
  std::string script = replace_all(kScript, "@KUBECTL@", shell_quote(kubectl({"--namespace", Scene::kNamespace})));
  script = replace_all(std::move(script), "@NAME@", kName);
  script = replace_all(std::move(script), "@POD@", from.name);
  script = replace_all(std::move(script), "@PORT@", std::to_string(Scene::kPort));
  const Result<std::string> said_there = scene.on(scene.controller(), script);
  // Its pods take their time to go, and the namespace waits for them: they go while other checks are tried.
  static_cast<void>(
      scene.kubectl_to_the_end({"--namespace", Scene::kNamespace, "delete", "deployment/rolling", "--wait=false"}));
  const std::string said = TRY(Result<std::string>(said_there));
  const std::vector<std::string> lines = split_lines(said);
  const std::vector<std::string> counts = split_words(lines.empty() ? "" : lines.back());
  const auto asked = parse_integer(counts.size() == 2 ? counts[0] : "", 0, 1'000'000);
  const auto failed = parse_integer(counts.size() == 2 ? counts[1] : "", 0, 1'000'000);
  if (!asked || !failed)
    return fail(Error(ErrorKind::failed, fmt::format("the pod on {} can't be asked", from.node))
                    .with_id(kNotTried)
                    .with_details(said)
                    .with_hint("vent validate --only logs-and-exec"));
  findings.seen = fmt::format("{} of {} requests answered meanwhile", *asked - *failed, *asked);
  if (said.starts_with("no end")) fail_with("the update of a Deployment came to no end within 25 s", said);
  if (*failed > 0 || *asked == 0)
    fail_with(fmt::format("{} of {} requests failed while the pods behind a service were replaced", *failed, *asked),
              said);
  return findings;
}

}  // namespace vent
