#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "chapters/design.h"
#include "validate/checks.h"
#include "validate/each_pod.h"
#include "validate/evidence.h"
#include "validate/from_here.h"

namespace vent {
namespace {

// Also one that came when the others were already asked.
bool is_probe(std::string_view name) { return name.starts_with(std::string(Scene::kProbe) + "-"); }

std::string rules_of_proxy(const Scene& scene, const std::string& node) {
  const Host* host = scene.cluster().find(node);
  if (host == nullptr) return "";
  return words_of_unit(scene, node, "kube-proxy") +
         scene
             .on(*host, fmt::format("echo $(iptables-save | grep -c KUBE-SVC) rules for services; "
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
        !lines.empty() && std::ranges::all_of(lines, [&](const std::string& line) { return is_probe(line); });
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
    if (is_probe(answer))
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

namespace {

// What a pod is told about DNS; short names are tried with each of these behind them.
std::vector<std::string> resolver_of(const Scene& scene) {
  return {"nameserver " + dns_address(scene.cluster()).text(),
          fmt::format("search {}.svc.cluster.local svc.cluster.local cluster.local", Scene::kNamespace),
          "options ndots:5"};
}

Problem dns_problem(const Scene& scene, const std::string& node, std::string what, const std::string& heard,
                    std::string next) {
  return {.what = std::move(what),
          .evidence = std::string(trim_end(heard)) + "\n" +
                      scene
                          .kubectl({"--namespace=kube-system", "get", "pods", "--selector=k8s-app=kube-dns",
                                    "--output=wide", "--no-headers"})
                          .value_or("") +
                      words_of_unit(scene, node, "kube-proxy"),
          .next = std::move(next)};
}

}  // namespace

Result<Findings> try_dns(const Scene& scene) {
  const std::string name = fmt::format("{}.{}.svc.cluster.local", scene.service_name(), Scene::kNamespace);
  const std::string script = fmt::format(
      "cat /etc/resolv.conf; nslookup {} 2>&1 | grep -A1 Name: | tail -1; nslookup kubernetes.default 2>&1 "
      ">/dev/null && echo short; timeout 4 wget -q -O - http://{}/hostname 2>&1",
      name, scene.service_name());
  Findings findings;
  std::size_t good = 0;
  for (const PodAnswer& answer : TRY(answers_of(scene, scene.pods(), script))) {
    const std::string& node = answer.pod->node;
    const std::vector<std::string> lines = split_lines(answer.output);
    std::string missing;
    for (const std::string& line : resolver_of(scene))
      // A cluster may have more domains to look in, behind ours.
      if (std::ranges::none_of(lines, [&](const std::string& one) { return (one + " ").starts_with(line + " "); }))
        missing += (missing.empty() ? "" : ", ") + line;
    if (!missing.empty()) {
      findings.problems.push_back(
          dns_problem(scene, node, fmt::format("/etc/resolv.conf of the pod on {} lacks '{}'", node, missing),
                      answer.output, fmt::format("vent audit --host {} --chapter 09", node)));
      continue;
    }
    const bool has_address = answer.output.find(scene.service_address()) != std::string::npos;
    if (has_address && !lines.empty() && is_probe(lines.back()))
      ++good;
    else
      findings.problems.push_back(dns_problem(scene, node, fmt::format("the pod on {} doesn't find {}", node, name),
                                              answer.output,
                                              "kubectl --namespace kube-system describe deployment coredns"));
  }
  findings.seen = fmt::format("{} of {} pods", good, scene.pods().size());
  return findings;
}

}  // namespace vent
