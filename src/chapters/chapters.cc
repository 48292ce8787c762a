#include "chapters/chapters.h"

#include "chapters/01_prerequisites.h"
#include "chapters/02_artifacts.h"
#include "chapters/03_machines.h"
#include "chapters/04_certificate_authority.h"
#include "chapters/05_kubeconfigs.h"
#include "chapters/06_encryption_at_rest.h"
#include "chapters/07_etcd.h"
#include "chapters/08_control_plane.h"
#include "chapters/09_workers.h"
#include "chapters/10_api.h"
#include "chapters/11_pod_network.h"
#include "chapters/12_cluster_dns.h"
#include "chapters/13_smoke_test.h"
#include "chapters/keys_by_hand.h"

namespace vent {

const std::vector<Chapter>& all_chapters() {
  static const std::vector<Chapter> chapters = {
      {.name = "01_prerequisites",
       .title = "Prerequisites",
       .holds_after = "each host is fit for Kubernetes, and they reach each other; nothing has been changed",
       .checks = prerequisite_checks()},
      {.name = "02_artifacts",
       .title = "Programs and images",
       .holds_after = "each host has the programs of a node, and the images of containers",
       .needs = {{"01_prerequisites"}},
       // Which takes seconds to begin; meanwhile all this arrives.
       .behind = "08_control_plane",
       .needs_parts = true,
       .resources = artifact_resources},
      {.name = "03_machines",
       .title = "Machines",
       .holds_after =
           "each host has its name, knows the others by name, forwards and filters as Kubernetes needs it, and "
           "has no swap; all that also after a reboot",
       .needs = {{"01_prerequisites"}},
       .resources = machine_resources},
      {.name = "04_certificate_authority",
       .title = "Certificates",
       .holds_after = "each part has a certificate of its own, and a key that nobody else can read",
       .needs = {{"01_prerequisites"}},
       .needs_parts = true,
       .on_own_machine = keys_by_hand,
       .resources = certificate_resources},
      {.name = "05_kubeconfigs",
       .title = "Kubeconfigs",
       .holds_after = "each part knows where the API is, and how to prove who it is",
       .needs = {{"04_certificate_authority"}},
       .needs_parts = true,
       .resources = kubeconfig_resources},
      {.name = "06_encryption_at_rest",
       .title = "Encryption at rest",
       .holds_after = "the API server has the key with which secrets are encrypted before etcd gets them",
       .needs = {{"04_certificate_authority"}},
       .only_on = Role::controller,
       .needs_parts = true,
       .resources = encryption_resources},
      {.name = "07_etcd",
       .title = "etcd",
       .holds_after = "each controller runs a member of etcd, and they found each other",
       .needs = {{"03_machines"}, {"04_certificate_authority"}},
       .only_on = Role::controller,
       .in_turn = true,
       .needs_parts = true,
       .resources = etcd_resources},
      {.name = "08_control_plane",
       .title = "The control plane",
       .holds_after = "each controller runs the three parts of the control plane",
       .needs = {{"05_kubeconfigs"}, {"06_encryption_at_rest"}, {"07_etcd"}},
       .only_on = Role::controller,
       .in_turn = true,
       .needs_parts = true,
       .resources = control_plane_resources},
      {.name = "09_workers",
       .title = "Nodes",
       .holds_after = "each host runs containers, and is a node of the cluster",
       .needs = {{"02_artifacts"}, {"03_machines"}, {"05_kubeconfigs"}},
       .behind = "12_cluster_dns",  // which other hosts wait for, and whose pods take their time to begin
       .needs_parts = true,
       .resources = worker_resources},
      {.name = "10_api",
       .title = "The API",
       .holds_after = "the API answers on each controller, and knows what the parts may do",
       .needs = {{"02_artifacts"}, {"08_control_plane"}},
       .only_on = Role::controller,
       .in_turn = true,
       .needs_parts = true,
       .resources = api_resources},
      {.name = "11_pod_network",
       .title = "The network of pods",
       .holds_after = "pods of all hosts reach each other by their own addresses",
       .needs = {{"09_workers"}, {"10_api", Where::any_controller}},
       .needs_parts = true,
       .resources = pod_network_resources},
      {.name = "12_cluster_dns",
       .title = "DNS of the cluster",
       .holds_after = "CoreDNS is asked for; it runs as soon as a node is ready",
       .needs = {{"10_api"}},
       .only_on = Role::controller,
       .needs_parts = true,
       .resources = cluster_dns_resources},
      {.name = "13_smoke_test",
       .title = "Smoke test",
       .holds_after = "all nodes are ready, and DNS answers",
       // Where a host has failed, nobody waits for its node.
       .needs = {{"11_pod_network", Where::every_host}, {"12_cluster_dns"}},
       .only_on = Role::controller,
       .needs_parts = true,
       .resources = smoke_test_resources},
  };
  return chapters;
}

bool runs_on(const Chapter& chapter, const Host& host) {
  return !chapter.only_on || does_work_of(host.role, *chapter.only_on);
}

}  // namespace vent
