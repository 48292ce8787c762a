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

}  // namespace

std::vector<Resource> smoke_test_resources(const Design& design, const Host& host) {
  if (!is_first_controller(design.cluster, host)) return {};
  const Cluster& cluster = design.cluster;
  std::vector<std::string> ready = kubectl({"wait", "--for=condition=Ready", "--timeout=2s", "nodes"});
  for (const Host& node : cluster.hosts) ready.push_back(node.name);
  std::vector<Resource> resources = {
      wait_until("all nodes are Ready", ready, "Each kubelet runs, and each node's network is there."),
      roles(cluster, Role::controller, "node-role.kubernetes.io/control-plane")};
  if (!cluster.with_role(Role::worker).empty())
    resources.push_back(roles(cluster, Role::worker, "node-role.kubernetes.io/worker"));
  resources.push_back(wait_until(
      "DNS answers in the cluster",
      kubectl({"--namespace=kube-system", "wait", "--for=condition=Available", "--timeout=2s", "deployment/coredns"}),
      "A pod was scheduled, started, and reached the API by its service address."));
  return resources;
}

}  // namespace vent
