#pragma once

#include <vector>

#include "validate/check.h"
#include "validate/scene.h"

namespace vent {

// All checks, in the order in which they are told: what the others rest on comes first.
const std::vector<ClusterCheck>& all_cluster_checks();

// cluster_parts.cc
Result<Findings> look_at_parts(const Scene& scene);
// certificates.cc
Result<Findings> look_at_certificates(const Scene& scene);
// etcd_members.cc
Result<Findings> look_at_etcd_members(const Scene& scene);
// private_network.cc
Result<Findings> try_private_network(const Scene& scene);
// pod_network.cc
Result<Findings> look_at_probe_pods(const Scene& scene);
Result<Findings> try_pods_to_pods(const Scene& scene);
Result<Findings> try_large_packets(const Scene& scene);
Result<Findings> try_oversize_packets(const Scene& scene);
// services.cc
Result<Findings> try_service(const Scene& scene);
Result<Findings> try_node_ports(const Scene& scene);
Result<Findings> try_dns(const Scene& scene);
// hairpin.cc
Result<Findings> try_hairpin(const Scene& scene);
// rbac.cc
Result<Findings> try_rbac(const Scene& scene);
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
// rolling_update.cc
Result<Findings> try_rolling_update(const Scene& scene);
// drain.cc
Result<Findings> try_drain(const Scene& scene);

}  // namespace vent
