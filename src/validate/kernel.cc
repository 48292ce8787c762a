#include <fmt/core.h>

#include "base/text.h"
#include "validate/checks.h"

namespace vent {
namespace {

constexpr const char* kScript = R"sh(for key in net.ipv4.ip_forward net.bridge.bridge-nf-call-iptables; do
  [ "$(sysctl -n $key 2>/dev/null)" = 1 ] || echo "$key is not 1"
done
[ "$(wc -l < /proc/swaps)" -le 1 ] || echo "there is swap"
true)sh";

}  // namespace

Result<Findings> look_at_kernels(const Scene& scene) {
  Findings findings;
  for (const Host& host : scene.cluster().hosts)
    for (const std::string& line : split_lines(TRY(scene.on(host, kScript))))
      findings.problems.push_back({.what = fmt::format("{}: {}", host.name, line),
                                   .evidence = "",
                                   .next = fmt::format("vent audit --host {} --chapter 03", host.name)});
  findings.seen = fmt::format("{} hosts", scene.cluster().hosts.size());
  return findings;
}

}  // namespace vent
