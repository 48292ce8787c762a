#include "chapters/13_smoke_test.h"

#include <fmt/core.h>

#include "base/text.h"
#include "chapters/layout.h"
#include "chapters/objects.h"
#include "chapters/parts.h"

namespace vent {
namespace {

// A kubelet may not say what its node is for, so the first controller does.
Resource roles(const Cluster& cluster, Role role, const std::string& label) {
  std::vector<std::string> names;
  for (const Host* host : cluster.with_role(role)) names.push_back(host->name);
  std::vector<std::string> command = kubectl({"label", "--overwrite", "nodes"});
  command.insert(command.end(), names.begin(), names.end());
  command.push_back(label + "=");
  const std::string count = fmt::format("[ \"$({} get nodes --selector={} --output=name 2>/dev/null | wc -l)\" = {} ]",
                                        join(kubectl({}), " "), label, names.size());
  return {.spec = CommandOnce{.name = fmt::format("nodes have the role {}", role_name(role)),
                              .probe = {"/bin/sh", "-c", count},
                              .run = command,
                              .undo = {}},
          .why = "What kubectl shows as the nodes' roles; a kubelet may not say it of itself."};
}

// `kubectl wait` takes a tenth of a second for each object, also when all is well: only those are waited for that a look
// at once finds wanting.
std::vector<std::string> all_nodes_ready(const Cluster& cluster) {
  std::vector<std::string> names;
  for (const Host& node : cluster.hosts) names.push_back(node.name);
  const std::string kubectl_words = join(kubectl({}), " ");
  return {"/bin/sh", "-c",
          fmt::format(R"(ready=$({0} get nodes --output='jsonpath={{range .items[*]}}{{.metadata.name}}=)"
                      R"({{.status.conditions[?(@.type=="Ready")].status}}{{" "}}{{end}}') || exit
for node in {1}; do case " $ready" in *" $node=True "*) ;; *) wanting="$wanting $node" ;; esac; done
[ -z "$wanting" ] || exec {0} wait --for=condition=Ready --timeout=2s nodes $wanting)",
                      kubectl_words, join(names, " "))};
}

std::vector<std::string> dns_available() {
  const std::string of_dns = join(kubectl({"--namespace=kube-system"}), " ");
  return {"/bin/sh", "-c",
          fmt::format(R"({0} get deployment coredns --output='jsonpath={{.status.conditions)"
                      R"([?(@.type=="Available")].status}}' | grep -qx True ||
exec {0} wait --for=condition=Available --timeout=2s deployment/coredns)",
                      of_dns)};
}

}  // namespace

std::vector<Resource> smoke_test_resources(const Design& design, const Host& host) {
  if (!is_first_controller(design.cluster, host)) return {};
  const Cluster& cluster = design.cluster;
  std::vector<Resource> resources = {wait_until("all nodes are Ready", all_nodes_ready(cluster),
                                                "Each kubelet runs, and each node's network is there."),
                                     roles(cluster, Role::controller, "node-role.kubernetes.io/control-plane")};
  if (!cluster.with_role(Role::worker).empty())
    resources.push_back(roles(cluster, Role::worker, "node-role.kubernetes.io/worker"));
  resources.push_back(wait_until("DNS answers in the cluster", dns_available(),
                                 "A pod was scheduled, started, and reached the API by its service address."));
  return resources;
}

}  // namespace vent
