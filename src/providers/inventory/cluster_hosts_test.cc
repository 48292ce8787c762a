#include "providers/inventory/cluster_hosts.h"

#include <gtest/gtest.h>

#include "cluster/read_cluster.h"
#include "support/golden.h"

namespace vent {
namespace {

constexpr const char* kCluster = R"(apiVersion: vent/v1
kind: Cluster
name: paris
hosts:
  - name: controller-0
    role: controller
    address: 192.0.2.10
    privateAddress: 10.0.0.10
    ssh: {user: debian, port: 2222, key: /keys/one, jumpHost: gate@192.0.2.1}
  - name: worker-0
    role: worker
    address: 192.0.2.20
    podRange: 10.200.0.0/24
  - {name: both-0, role: both, address: 192.0.2.30}
  - {name: both-1, role: both, address: 192.0.2.31}
)";

TEST(ClusterInventory, GroupsByRoleWithWhatAnsibleMustKnow) {
  const Cluster cluster = read_cluster(kCluster, "/work/cluster.yaml").value();
  expect_golden("inventory/cluster.json", inventory_json(cluster_inventory(cluster)).pretty() + "\n");
}

TEST(Merged, TheFirstIsBelieved) {
  const AnsibleInventory cluster = cluster_inventory(read_cluster(kCluster, "/work/cluster.yaml").value());
  AnsibleInventory machines;
  machines.add_host("packet", "worker-0");
  machines.add_host("tag_worker", "worker-0");
  machines.add_host("tag_worker", "worker-1");
  machines.add_child("tags", "tag_worker");
  machines.hosts["worker-0"] = {{"ansible_host", Json("198.51.100.1")}, {"packet_id", Json("x")}};
  machines.hosts["worker-1"] = {{"ansible_host", Json("198.51.100.2")}};
  const AnsibleInventory both = merged(cluster, machines);
  EXPECT_EQ(both.groups.at("tag_worker").hosts, (std::vector<std::string>{"worker-0", "both-0", "both-1", "worker-1"}));
  EXPECT_EQ(both.groups.at("packet").hosts, (std::vector<std::string>{"worker-0"}));
  EXPECT_EQ(both.groups.at("tags").children, (std::vector<std::string>{"tag_worker"}));
  EXPECT_EQ(both.hosts.at("worker-0").at("ansible_host"), Json("192.0.2.20"));
  EXPECT_EQ(both.hosts.at("worker-0").at("packet_id"), Json("x"));
  EXPECT_EQ(both.hosts.size(), 5U);
}

}  // namespace
}  // namespace vent
