#include "status/troubles.h"

#include <fmt/core.h>

#include "chapters/test_support/sample_cluster.h"
#include "status/test_support/sample_status.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}};

class TroublesTest : public testing::Test {
 protected:
  HostLook& look(std::size_t host) { return status_.hosts.at(host).look; }
  std::string text() const {
    std::string text;
    for (const Trouble& trouble : troubles_of(status_, kNow))
      text +=
          fmt::format("{}: {}\n  next: {}\n", trouble.host.empty() ? "demo" : trouble.host, trouble.what, trouble.next);
    return text;
  }

  Cluster cluster_ = sample_cluster();
  ClusterStatus status_ = well_status(cluster_, kNow);
};

TEST_F(TroublesTest, ThereAreNoneWhenAllIsWell) { EXPECT_EQ(text(), ""); }

TEST_F(TroublesTest, OfUnits) {
  std::vector<UnitStatus>& units = look(2).units;
  units.at(0) = {.name = "a.service", .active = "failed", .at_boot = "enabled", .result = "exit-code"};
  units.at(1) = {.name = "b.service", .active = "inactive", .at_boot = "disabled", .result = "success"};
  units.at(2) = {.name = "c.service", .active = "inactive", .at_boot = "", .result = "success"};
  units.at(3) = {.name = "d.service", .active = "activating", .at_boot = "enabled", .result = "timeout"};
  expect_golden("troubles_units.txt", text());
}

// Whatever else is known of a host that gave no answer is because of that.
TEST_F(TroublesTest, OfAHostThatGaveNoAnswerIsOnlyThat) {
  status_.hosts.at(2).error = Error(ErrorKind::not_reachable, "worker-0 gave no answer").with_hint("is it on?");
  look(2) = {};
  NodeStatus& node = look(0).api->nodes->at(2);
  node.ready = "Unknown", node.reason = "NodeStatusUnknown";
  EXPECT_EQ(text(), "worker-0: worker-0 gave no answer\n  next: is it on?\n");
}

TEST_F(TroublesTest, OfEtcdAndTheApi) {
  look(0).etcd->problem = "context deadline exceeded";
  look(0).etcd->members.clear();
  look(0).api->problem = "connection refused";
  look(0).api->nodes.reset();
  look(1).etcd->members = {{.name = "controller-1", .is_learner = true}, {.name = "controller-9"}};
  expect_golden("troubles_etcd.txt", text());
}

TEST_F(TroublesTest, OfNodes) {
  std::vector<NodeStatus>& nodes = *look(0).api->nodes;
  nodes.at(1).ready = "False", nodes.at(1).reason = "KubeletNotReady";
  nodes.at(2).name = "stranger";
  expect_golden("troubles_nodes.txt", text());
  look(0).api->nodes.reset(), look(1).api->nodes.reset();
  EXPECT_EQ(text(), "demo: no API told which nodes there are\n  next: vent plan\n");
}

TEST_F(TroublesTest, OfCertificates) {
  std::vector<CertificateStatus>& certificates = look(2).certificates;
  certificates.at(0).certificate = certificate_for(29, kNow);
  certificates.at(1).certificate = certificate_for(-1, kNow);
  certificates.at(2).certificate.reset();
  certificates.at(3).certificate = certificate_for(30, kNow);
  expect_golden("troubles_certificates.txt", text());
}

}  // namespace
}  // namespace vent
