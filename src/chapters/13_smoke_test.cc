#include "chapters/13_smoke_test.h"

#include <fmt/core.h>

#include <map>

#include "base/text.h"
#include "chapters/layout.h"
#include "chapters/objects.h"
#include "chapters/parts.h"

namespace vent {
namespace {

constexpr const char* kControls = "node-role.kubernetes.io/control-plane";
constexpr const char* kWorks = "node-role.kubernetes.io/worker";

// Each node in a line: its name, and which of these labels and whether the taint it has.
constexpr std::string_view kLook =
    R"({{range .items}}{{.metadata.name}}{{range $label, $value := .metadata.labels}})"
    R"({{if eq $label "node-role.kubernetes.io/control-plane"}} controls{{end}})"
    R"({{if eq $label "node-role.kubernetes.io/worker"}} works{{end}}{{end}})"
    R"({{range .spec.taints}}{{if eq .key "node-role.kubernetes.io/control-plane"}} tainted{{end}}{{end}}{{"\n"}}{{end}})";

std::string wanted_line(const Host& host) {
  return host.name + (is_controller(host) ? " controls" : "") + (is_worker(host) ? " works" : "") +
         (is_worker(host) ? "" : " tainted");
}

// One look for all nodes. Others than those of the file may be there, on their way out.
std::string look_at_roles(const Cluster& cluster) {
  std::vector<std::string> lines;
  for (const Host& host : cluster.hosts) lines.push_back("'" + wanted_line(host) + "'");
  return fmt::format(
      "have=$({} get nodes --output='go-template={}') || exit\n"
      "for line in {}; do\n"
      "  echo \"$have\" | grep -qxF \"$line\" || exit 1\n"
      "done",
      join(kubectl({}), " "), kLook, join(lines, " "));
}

// A host may have had another role before. A taint that isn't there can't be taken away, which is no matter.
std::string give_roles(const Cluster& cluster) {
  std::map<Role, std::string> nodes;
  for (const Host& host : cluster.hosts) nodes[host.role] += " " + host.name;
  std::string script = "set -e\n";
  const auto add = [&](const std::string& names, std::string_view verb, const std::string& what) {
    if (!names.empty()) script += fmt::format("{} {} nodes{} {}\n", join(kubectl({}), " "), verb, names, what);
  };
  add(nodes[Role::controller], "label --overwrite", fmt::format("{}= {}-", kControls, kWorks));
  add(nodes[Role::worker], "label --overwrite", fmt::format("{}= {}-", kWorks, kControls));
  add(nodes[Role::both], "label --overwrite", fmt::format("{}= {}=", kControls, kWorks));
  add(nodes[Role::controller], "taint --overwrite", fmt::format("{}:NoSchedule", kControls));
  add(nodes[Role::worker] + nodes[Role::both], "taint", fmt::format("{}- 2>/dev/null || true", kControls));
  return script;
}

// A kubelet may not say what its node is for, so the first controller does.
Resource roles(const Cluster& cluster) {
  return {.spec = CommandOnce{.name = "nodes have their roles",
                              .probe = {"/bin/sh", "-c", look_at_roles(cluster)},
                              .run = {"/bin/sh", "-c", give_roles(cluster)},
                              .undo = {}},
          .why = "What kubectl shows as the nodes' roles, and the taint of those that only control."};
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
                                     roles(cluster)};
  resources.push_back(wait_until("DNS answers in the cluster", dns_available(),
                                 "A pod was scheduled, started, and reached the API by its service address."));
  return resources;
}

}  // namespace vent
