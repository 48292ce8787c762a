#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/layout.h"
#include "chapters/parts.h"
#include "validate/checks.h"

namespace vent {

// A node's own account tries to change another node, which NodeRestriction forbids: whoever gets hold of one host must
// not get at the others. On a cluster of one host it tries a label that no node may give itself.
Result<Findings> try_admission(const Scene& scene) {
  const std::vector<Host>& hosts = scene.cluster().hosts;
  const Host& from = hosts.front();
  const std::string label =
      hosts.size() > 1 ? "vent-validate=tried" : "node-restriction.kubernetes.io/vent-validate=tried";
  // With --dry-run the API judges it, and changes nothing should it be allowed.
  const std::vector<std::string> command = {program("kubectl"),
                                            fmt::format("--kubeconfig={}/kubeconfig", kKubelet),
                                            "label",
                                            "--overwrite",
                                            "--dry-run=server",
                                            "node",
                                            hosts.back().name,
                                            label};
  const std::string heard = TRY(scene.on(from, shell_quote(command) + " 2>&1 || true"));
  Findings findings;
  findings.seen = "refused";
  if (heard.find("orbidden") == std::string::npos) {
    findings.seen = "not refused";
    findings.problems.push_back(
        {.what = fmt::format("the node {} may change the node {}", from.name, hosts.back().name),
         .evidence = heard,
         .next = "vent audit --chapter 08"});
  }
  return findings;
}

}  // namespace vent
