#include "commands/status_view.h"

#include "chapters/test_support/sample_cluster.h"
#include "status/test_support/sample_status.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}};

std::string text(const ClusterStatus& status) { return status_text(status, troubles_of(status, kNow), kNow); }

TEST(StatusView, OfAClusterThatIsWell) {
  const Cluster cluster = sample_cluster();
  const ClusterStatus status = well_status(cluster, kNow);
  expect_golden("status_well.txt", text(status));
  expect_golden("status_well.json", status_json(status, {}, kNow).pretty() + "\n");
}

TEST(StatusView, OfAClusterThatIsNot) {
  const Cluster cluster = sample_cluster();
  ClusterStatus status = well_status(cluster, kNow);
  status.hosts[1].error =
      Error(ErrorKind::not_reachable, "controller-1 gave no answer within 5 s").with_hint("is it on?");
  status.hosts[1].look = {};
  status.hosts[0].look.etcd->problem = "context deadline exceeded";
  status.hosts[2].look.units[0].active = "failed";
  status.hosts[2].look.units[0].result = "exit-code";
  status.hosts[2].look.kernel = "\x1b[31mred";
  status.hosts[2].look.certificates[0].certificate = certificate_for(12, kNow);
  NodeStatus& node = status.hosts[0].look.api->nodes->at(2);
  node.ready = "False", node.reason = "KubeletNotReady", node.is_cordoned = true;
  expect_golden("status_troubles.txt", text(status));
  expect_golden("status_troubles.json", status_json(status, troubles_of(status, kNow), kNow).pretty() + "\n");
}

TEST(StatusView, OfAClusterThatNobodyReaches) {
  const Cluster cluster = sample_cluster();
  ClusterStatus status = well_status(cluster, kNow);
  for (HostStatus& host : status.hosts) {
    host.error = Error(ErrorKind::not_reachable, host.host->name + " gave no answer within 5 s");
    host.look = {};
  }
  expect_golden("status_dark.txt", text(status));
}

}  // namespace
}  // namespace vent
