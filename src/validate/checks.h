#pragma once

#include <vector>

#include "validate/check.h"
#include "validate/scene.h"

namespace vent {

// All checks, in the order in which they are told: what the others rest on comes first.
const std::vector<ClusterCheck>& all_cluster_checks();

// cluster_parts.cc
Result<Findings> look_at_parts(const Scene& scene);
// pod_network.cc
Result<Findings> look_at_probe_pods(const Scene& scene);
Result<Findings> try_pods_to_pods(const Scene& scene);
Result<Findings> try_large_packets(const Scene& scene);
// services.cc
Result<Findings> try_service(const Scene& scene);
Result<Findings> try_node_ports(const Scene& scene);
Result<Findings> try_dns(const Scene& scene);
// api_access.cc
Result<Findings> try_logs_and_exec(const Scene& scene);
Result<Findings> try_port_forward(const Scene& scene);
Result<Findings> try_api_from_pod(const Scene& scene);
// secrets.cc
Result<Findings> try_secret_at_rest(const Scene& scene);
// outside.cc
Result<Findings> look_from_outside(const Scene& scene);
// sandbox.cc
Result<Findings> try_sandbox(const Scene& scene);
// kernel.cc
Result<Findings> look_at_kernels(const Scene& scene);
// clocks.cc
Result<Findings> look_at_clocks(const Scene& scene);
// etcd_disk.cc
Result<Findings> look_at_etcd_disk(const Scene& scene);
// admission.cc
Result<Findings> try_admission(const Scene& scene);
// workloads.cc
Result<Findings> try_workloads(const Scene& scene);

}  // namespace vent
