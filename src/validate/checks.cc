#include "validate/checks.h"

namespace vent {

const std::vector<ClusterCheck>& all_cluster_checks() {
  static const std::vector<ClusterCheck> checks = {
      {.name = "parts",
       .holds = "hosts answer; units, etcd, API, nodes and certificates are well",
       .look = look_at_parts},
      {.name = "kernel",
       .holds = "hosts forward packets, show bridged ones to their rules, and have no swap",
       .look = look_at_kernels},
      {.name = "public-addresses",
       .holds = "nothing but ssh, the API and node ports answers on public addresses",
       .look = look_from_outside},
      {.name = "secrets-at-rest",
       .holds = "etcd gets secrets encrypted",
       .uses = Uses::probe_pods,
       .look = try_secret_at_rest},
      {.name = "pods", .holds = "each node runs a pod", .uses = Uses::probe_pods, .look = look_at_probe_pods},
      {.name = "pods-to-pods",
       .holds = "each pod reaches each other by its address",
       .uses = Uses::probe_pods,
       .look = try_pods_to_pods},
      {.name = "large-packets",
       .holds = "so do packets of full size and beyond, by TCP and UDP",
       .uses = Uses::probe_pods,
       .look = try_large_packets},
      {.name = "service",
       .holds = "each pod reaches a service by its address, also when it is the one that answers",
       .uses = Uses::probe_pods,
       .look = try_service},
      {.name = "node-ports",
       .holds = "a service answers on every public address",
       .uses = Uses::probe_pods,
       .look = try_node_ports},
      {.name = "dns", .holds = "each pod finds services by name", .uses = Uses::probe_pods, .look = try_dns},
      {.name = "logs-and-exec",
       .holds = "kubectl logs and exec work on each node",
       .uses = Uses::probe_pods,
       .look = try_logs_and_exec},
      {.name = "port-forward",
       .holds = "kubectl port-forward works on each node",
       .uses = Uses::probe_pods,
       .look = try_port_forward},
      {.name = "api-from-pods",
       .holds = "a pod reaches the API with its own account, and may do nothing that nobody allowed",
       .uses = Uses::probe_pods,
       .look = try_api_from_pod},
      {.name = "gvisor",
       .holds = "a pod with runtimeClassName: gvisor has a kernel of its own",
       .uses = Uses::probe_pods,
       .look = try_sandbox}};
  return checks;
}

}  // namespace vent
