#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "validate/checks.h"
#include "validate/evidence.h"

namespace vent {
namespace {

// Beyond this many hosts not every pair is tried.
constexpr std::size_t kMostHosts = 20;

std::vector<const Host*> sample(const std::vector<Host>& hosts) {
  std::vector<const Host*> some;
  const std::size_t count = std::min(hosts.size(), kMostHosts);
  for (std::size_t i = 0; i < count; ++i) some.push_back(&hosts[i * hosts.size() / count]);
  return some;
}

// At the port of the kubelet, which every host has. Who refuses was reached; bash speaks TCP by itself.
std::string script_for(const Host& from, const std::vector<const Host*>& hosts) {
  std::string script =
      "try() { said=$(LC_ALL=C timeout 4 bash -c \"exec 3<>/dev/tcp/$1/10250\" 2>&1) && said=reached; code=$?\n"
      "case $said in reached|*refused*) echo \"$1 reached\";; *) echo \"$1 exit code $code $said\";; esac; }\n";
  for (const Host* host : hosts)
    if (host->name != from.name) script += fmt::format("try {} & ", host->private_address.text());
  return script + "wait";
}

}  // namespace

Result<Findings> try_private_network(const Scene& scene) {
  const std::vector<const Host*> hosts = sample(scene.cluster().hosts);
  Findings findings;
  std::size_t good = 0;
  for (const Host* from : hosts) {
    const std::vector<std::string> lines = split_lines(TRY(scene.on(*from, script_for(*from, hosts))));
    for (const Host* to : hosts) {
      if (to == from) continue;
      const std::string address = to->private_address.text();
      if (std::ranges::find(lines, address + " reached") != lines.end()) {
        ++good;
        continue;
      }
      const bool with_evidence = findings.problems.size() < kWithEvidence;
      findings.problems.push_back(
          {.what = fmt::format("{} doesn't reach {} at its private address {}", from->name, to->name, address),
           .evidence = with_evidence
                           ? way_to(scene, from->name, address) + way_to(scene, to->name, from->private_address.text())
                           : "",
           .next = fmt::format("vent ssh {} -- ping -c 3 {}; vent ssh {} -- iptables-save", from->name, address,
                               to->name)});
    }
  }
  findings.seen = fmt::format("{} of {} ways", good, hosts.size() * (hosts.size() - 1));
  return findings;
}

}  // namespace vent
