#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "validate/checks.h"
#include "validate/each_pod.h"
#include "validate/evidence.h"

namespace vent {
namespace {

// Beyond this many nodes not every pair is tried: 20 of them are 380 pairs.
constexpr std::size_t kMostNodes = 20;

std::vector<ProbePod> sample(const std::vector<ProbePod>& pods) {
  if (pods.size() <= kMostNodes) return pods;
  std::vector<ProbePod> some;
  for (std::size_t i = 0; i < kMostNodes; ++i) some.push_back(pods[i * pods.size() / kMostNodes]);
  return some;
}

// On one host nothing but its bridge is in between.
std::string next_after(const Scene& scene, const ProbePod& from, const ProbePod& to) {
  if (from.node == to.node) return fmt::format("vent audit --host {}", from.node);
  const char* unit = scene.cluster().overlay == Overlay::vxlan ? "vent-vxlan" : "flanneld";
  return fmt::format("vent audit --host {} --host {}; vent logs {} --unit {}", from.node, to.node, from.node, unit);
}

Problem unreachable(const Scene& scene, const ProbePod& from, const ProbePod& to, const std::string& heard,
                    bool with_evidence) {
  return {.what = fmt::format("the pod on {} doesn't reach the pod on {} ({})", from.node, to.node, to.address),
          .evidence = with_evidence ? (heard.empty() ? "it got no answer" : "it heard: " + heard) + "\n" +
                                          way_to(scene, from.node, to.address)
                                    : "",
          .next = next_after(scene, from, to)};
}

// Every pod asks every other; `question` is a command that gets an address as $1 and its number as $2, and prints
// who answered, by its name or its address.
Result<Findings> ask_all_pairs(const Scene& scene, const std::string& question) {
  const std::vector<ProbePod> pods = sample(scene.pods());
  std::string script = fmt::format("ask() {{ echo \"$1 $({})\"; }}\n", question);
  for (std::size_t i = 0; i < pods.size(); ++i) script += fmt::format("ask {} {} & ", pods[i].address, i);
  script += "wait";
  Findings findings;
  std::size_t good = 0;
  for (const PodAnswer& answer : TRY(answers_of(scene, pods, script))) {
    std::map<std::string, std::string> heard;
    for (const std::string& line : split_lines(answer.output)) {
      const std::size_t space = line.find(' ');
      if (space != std::string::npos) heard[line.substr(0, space)] = line.substr(space + 1);
    }
    for (const ProbePod& to : pods)
      if (heard[to.address] == to.name || heard[to.address] == to.address)
        ++good;
      else
        findings.problems.push_back(
            unreachable(scene, *answer.pod, to, heard[to.address], findings.problems.size() < kWithEvidence));
  }
  findings.seen = fmt::format("{} of {} pairs", good, pods.size() * pods.size());
  return findings;
}

}  // namespace

Result<Findings> look_at_probe_pods(const Scene& scene) {
  Findings findings;
  findings.seen = fmt::format("{} of {} nodes", scene.pods().size(), scene.cluster().hosts.size());
  for (const Host& host : scene.cluster().hosts) {
    if (scene.pod_on(host.name) != nullptr) continue;
    findings.problems.push_back(
        {.what = fmt::format("{} runs no pod within 30 s", host.name),
         .evidence = warnings_of_pods(scene) +
                     (findings.problems.size() < kWithEvidence ? words_of_unit(scene, host.name, "kubelet") : ""),
         .next = fmt::format("kubectl describe node {}; vent logs {} --unit kubelet", host.name, host.name)});
  }
  return findings;
}

Result<Findings> try_pods_to_pods(const Scene& scene) {
  return ask_all_pairs(scene, fmt::format("timeout 4 wget -q -O - http://$1:{}/hostname 2>&1", Scene::kPort));
}

// Several packets each way, as large as both ends think they may be: a way that takes only smaller ones loses them, and
// what was tried before went through.
Result<Findings> try_large_packets(const Scene& scene) {
  const std::string by_tcp = fmt::format(
      R"sh(a=$(timeout 4 wget -q -O - "http://$1:{}/$(head -c 6000 /dev/zero | tr '\0' x)" 2>&1);
[ ${{#a}} -gt 6000 ] && a=${{a#*: \"}} && a=${{a%%\"*}}; echo "$a" | head -c 200)sh",
      Scene::kPort);
  return ask_all_pairs(scene, by_tcp);
}

// One datagram that no link takes whole: the kernel cuts it into pieces, and puts them together again where it is going.
// Only when all of them came with a right checksum it says that nobody listens at that port, which is the answer waited
// for. A network card or a tunnel that spoils checksums, or a rule that drops all pieces but the first, loses it.
Result<Findings> try_oversize_packets(const Scene& scene) {
  return ask_all_pairs(scene,
                       // At ports of its own: those that run side by side take each other's answers.
                       "timeout 6 traceroute -n -q 3 -w 1 -f 16 -m 16 -p $((34000 + 10 * $2)) $1 6000 2>/dev/null | "
                       "awk -v to=$1 'NR > 1 { for (i = 2; i <= NF; ++i) if ($i == to) { print to; exit } }'");
}

}  // namespace vent
