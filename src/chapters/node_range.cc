#include "chapters/node_range.h"

#include <fmt/core.h>

#include "chapters/layout.h"
#include "chapters/parts.h"

namespace vent {
namespace {

constexpr const char* kScript = "/usr/local/sbin/vent-node-range";

// kube-proxy may read all nodes, and a kubelet may change its own.
std::string script() {
  return fmt::format(R"sh(#!/bin/sh
# Which range each node has for its pods, in the API. All NODE=RANGE are given, first that of this host.
#   check NODE=RANGE...   whether this node has its range, and no node one that isn't its own
#   note NODE=RANGE...    notes this node's range, if no node has one that isn't its own
set -eu
verb=$1
shift
nodes=$({kubectl} --kubeconfig={proxy}/kubeconfig get nodes \
  --output='jsonpath={{range .items[*]}}{{.metadata.name}}={{.spec.podCIDR}}{{"\n"}}{{end}}')
trouble=$(echo "$nodes" | awk -F = -v wanted="$*" '
  BEGIN {{
    for (i = split(wanted, all, " "); i > 0; i--) {{
      split(all[i], one, "=")
      range[one[1]] = one[2]
      node[one[2]] = one[1]
    }}
  }}
  $2 == "" {{ next }}
  $1 in range && range[$1] != $2 {{ print "the pods of node " $1 " have " $2 ", and are to have " range[$1] }}
  !($1 in range) && $2 in node {{ print "the pods of node " $1 " have " $2 ", which is to be that of " node[$2] }}')
if [ -n "$trouble" ]; then
  echo "$trouble" >&2
  echo "a node keeps its range for life. What vent gives stands in pod-ranges.json, beside the cluster's keys: write" \
    "there what the nodes have; or take the node out, kubectl delete node, where it is gone" >&2
  exit 1
fi
case $verb in
  check) echo "$nodes" | grep -qxF "$1" ;;
  note)
    {kubectl} --kubeconfig={kubelet}/kubeconfig patch node "${{1%%=*}}" \
      --patch="{{\"spec\":{{\"podCIDR\":\"${{1#*=}}\",\"podCIDRs\":[\"${{1#*=}}\"]}}}}"
    ;;
esac
)sh",
                     fmt::arg("kubectl", program("kubectl")), fmt::arg("proxy", kProxy), fmt::arg("kubelet", kKubelet));
}

std::vector<std::string> call(const char* verb, const Cluster& cluster, const Host& host) {
  const auto pair = [](const Host& one) { return fmt::format("{}={}", one.name, one.pod_range.value().text()); };
  std::vector<std::string> words = {kScript, verb, pair(host)};
  for (const Host& other : cluster.hosts)
    if (other.name != host.name) words.push_back(pair(other));
  return words;
}

}  // namespace

std::vector<Resource> node_range_resources(const Cluster& cluster, const Host& host) {
  return {
      file(kScript, script(), "Notes in the API which addresses the pods of this node have.", {.mode = 0755}),
      wait_until(host.name + " is a node",
                 {program("kubectl"), fmt::format("--kubeconfig={}/kubeconfig", kKubelet), "get", "node", host.name},
                 "The kubelet registers it."),
      {.spec = CommandOnce{.name = fmt::format("the node {} has its range", host.name),
                           .probe = call("check", cluster, host),
                           .run = call("note", cluster, host),
                           .undo = {}},
       .why = "Before anything else: where a node has another range than it is to have, nothing may be changed."}};
}

}  // namespace vent
