#include "chapters/03_machines.h"

#include "chapters/test_support/resources_text.h"
#include "chapters/test_support/sample_cluster.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

std::string text_for(const Cluster& cluster, std::string_view host) {
  return resources_text(machine_resources({.cluster = cluster}, *cluster.find(host)));
}

TEST(Machines, OfAController) { expect_golden("machines/controller.txt", text_for(sample_cluster(), "controller-0")); }

TEST(Machines, OfAWorker) { expect_golden("machines/worker.txt", text_for(sample_cluster(), "worker-0")); }

TEST(Machines, OfAControllerWithFake0) {
  Cluster cluster = sample_cluster();
  cluster.fake0 = Fake0{};
  expect_golden("machines/controller_fake0.txt", text_for(cluster, "controller-0"));
}

TEST(Machines, OfAWorkerWithFake0) {
  Cluster cluster = sample_cluster();
  cluster.fake0 = Fake0{.parent = "bond1"};
  expect_golden("machines/worker_fake0.txt", text_for(cluster, "worker-0"));
}

// A host without a domain stands in /etc/hosts with its name once.
TEST(Machines, WithoutDomainNames) {
  Cluster cluster = sample_cluster();
  cluster.hosts[0].domain_name = cluster.hosts[0].name;
  cluster.hosts[1].domain_name = "";
  const std::string text = text_for(cluster, "controller-0");
  EXPECT_NE(text.find("10.80.0.1 controller-0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("10.80.1.1 controller-1\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace vent
