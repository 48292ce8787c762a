#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "chapters/design.h"
#include "validate/checks.h"
#include "validate/each_pod.h"
#include "validate/from_here.h"

namespace vent {
namespace {

bool is_probe(const Scene& scene, const std::string& name) {
  return std::ranges::find(scene.pods(), name, &ProbePod::name) != scene.pods().end();
}

std::string rules_of_proxy(const Scene& scene, const std::string& node) {
  const Host* host = scene.cluster().find(node);
  if (host == nullptr) return "";
  return scene
      .on(*host, fmt::format("systemctl is-active kube-proxy; iptables-save | grep -c KUBE-SVC || true; "
                             "iptables-save | grep {} | head -3",
                             scene.service_address()))
      .value_or("");
}

}  // namespace

// Asked as often as it has pods behind it and more, so that each pod is also once the one that answers itself.
Result<Findings> try_service(const Scene& scene) {
  const std::size_t times = 4 * scene.pods().size();
  const std::string script =
      fmt::format("for i in $(seq {}); do timeout 4 wget -q -O - http://{}/hostname 2>&1 || break; echo; done", times,
                  scene.service_address());
  Findings findings;
  std::size_t good = 0;
  for (const PodAnswer& answer : TRY(answers_of(scene, scene.pods(), script))) {
    const std::vector<std::string> lines = split_words(answer.output);
    const bool all =
        !lines.empty() && std::ranges::all_of(lines, [&](const std::string& line) { return is_probe(scene, line); });
    if (all && lines.size() == times)
      ++good;
    else
      findings.problems.push_back(
          {.what = fmt::format("the pod on {} doesn't reach the service {}", answer.pod->node, scene.service_address()),
           .evidence = std::string(trim_end(answer.output)) + "\n" +
                       (findings.problems.size() < kWithEvidence ? rules_of_proxy(scene, answer.pod->node) : ""),
           .next = fmt::format("vent logs {} --unit kube-proxy", answer.pod->node)});
  }
  findings.seen = fmt::format("{} of {} pods, each {} times", good, scene.pods().size(), times);
  return findings;
}

Result<Findings> try_node_ports(const Scene& scene) {
  Findings findings;
  std::size_t good = 0;
  for (const Host& host : scene.cluster().hosts) {
    const std::string answer = ask_from_here(host.address, scene.node_port(), "/hostname", scene.stop());
    if (is_probe(scene, answer))
      ++good;
    else
      findings.problems.push_back(
          {.what = fmt::format("{}:{} of {} doesn't answer for the service behind it", host.address, scene.node_port(),
                               host.name),
           .evidence =
               answer + "\n" + (findings.problems.size() < kWithEvidence ? rules_of_proxy(scene, host.name) : ""),
           .next = fmt::format("vent logs {} --unit kube-proxy", host.name)});
  }
  findings.seen = fmt::format("{} of {} addresses", good, scene.cluster().hosts.size());
  return findings;
}

Result<Findings> try_dns(const Scene& scene) {
  const std::string wanted = dns_address(scene.cluster()).text();
  const std::string name = fmt::format("{}.{}.svc.cluster.local", scene.service_name(), Scene::kNamespace);
  const std::string script = fmt::format(
      "grep ^nameserver /etc/resolv.conf; nslookup {} 2>&1 | grep -A1 Name: | tail -1; nslookup kubernetes.default "
      "2>&1 "
      ">/dev/null && echo short; timeout 4 wget -q -O - http://{}/hostname 2>&1",
      name, scene.service_name());
  Findings findings;
  std::size_t good = 0;
  for (const PodAnswer& answer : TRY(answers_of(scene, scene.pods(), script))) {
    const std::vector<std::string> lines = split_lines(answer.output);
    const bool has_server = std::ranges::count(lines, "nameserver " + wanted) == 1;
    const bool has_address = answer.output.find(scene.service_address()) != std::string::npos;
    if (has_server && has_address && !lines.empty() && is_probe(scene, lines.back())) {
      ++good;
      continue;
    }
    findings.problems.push_back(
        {.what = has_server ? fmt::format("the pod on {} doesn't find {}", answer.pod->node, name)
                            : fmt::format("the pod on {} is told to ask another name server than {}", answer.pod->node,
                                          wanted),
         .evidence = std::string(trim_end(answer.output)) + "\n" +
                     scene
                         .kubectl({"--namespace=kube-system", "get", "pods", "--selector=k8s-app=kube-dns",
                                   "--output=wide", "--no-headers"})
                         .value_or(""),
         .next = has_server ? "kubectl --namespace kube-system describe deployment coredns"
                            : fmt::format("vent audit --host {} --chapter 09", answer.pod->node)});
  }
  findings.seen = fmt::format("{} of {} pods", good, scene.pods().size());
  return findings;
}

}  // namespace vent
