#include "commands/lab_cluster.h"

#include <gtest/gtest.h>

#include "cluster/cluster_writer.h"
#include "support/golden.h"

namespace vent {
namespace {

using metal::HostView;
using metal::Lab;

Lab a_lab() { return {.settings = {.name = "two"}, .state = "/state/vent/metal/two", .images = "/cache"}; }

HostView host(const std::string& name, int slot, const std::string& state = "active") {
  return {.id = "id",
          .name = name,
          .state = state,
          .private_address = "10.80." + std::to_string(slot) + ".1",
          .public_address = "198.51.100." + std::to_string(2 * slot + 1),
          .problem = "",
          .created_at = "",
          .seconds_to_ssh = {},
          .is_settled = true};
}

constexpr std::string_view kKnownHosts =
    "a,10.80.1.1,198.51.100.3 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrtG6tIoQ+W1GlZDdpCy5DL6PQSnEE8fToRPKY9Lj/3\n"
    "b,10.80.2.1,198.51.100.5 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrtG6tIoQ+W1GlZDdpCy5DL6PQSnEE8fToRPKY9Lj/4\n\n";

std::string roles(const std::vector<HostView>& hosts) {
  const Result<Cluster> cluster = cluster_of_lab(a_lab(), hosts, "");
  if (!cluster) return cluster.error().text();
  std::string text;
  for (const Host& each : cluster->hosts) text += each.name + " " + std::string(role_name(each.role)) + ", ";
  return text;
}

TEST(ClusterOfLab, HasWhatIsNeededToLogIn) {
  const Result<Cluster> cluster =
      cluster_of_lab(a_lab(), {host("controller-0", 1), host("worker-0.example.com", 2)}, kKnownHosts);
  ASSERT_TRUE(cluster) << cluster.error().text();
  expect_golden("lab_cluster.yaml", write_cluster(*cluster, Commentary::bare));
}

TEST(ClusterOfLab, RolesByName) {
  EXPECT_EQ(roles({host("worker-0", 1), host("controller-0", 2), host("x", 3)}),
            "controller-0 controller, worker-0 worker, x worker, ");
  EXPECT_EQ(roles({host("a", 1), host("b", 2)}), "a controller, b worker, ");
  EXPECT_EQ(roles({host("gone", 1, "deprovisioning"), host("b", 2), host("worker-0", 3)}),
            "b controller, worker-0 worker, ");
}

TEST(ClusterOfLab, ALabThatIsNotReady) {
  HostView queued = host("a", 1, "queued");
  queued.private_address = queued.public_address = "";
  EXPECT_EQ(roles({queued}),
            "error: a has no addresses yet [VENT_HOST_NOT_READY]\n"
            "  next: try again when it is active: vent metal hosts --lab two");
  EXPECT_EQ(roles({host("a", 1, "deprovisioning")}),
            "error: lab 'two' has no hosts [VENT_LAB_EMPTY]\n"
            "  next: vent metal create --lab two controller-0 worker-0 worker-1 --wait");
}

}  // namespace
}  // namespace vent
