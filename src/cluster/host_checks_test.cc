#include "cluster/host_checks.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "cluster/cluster_writer.h"
#include "cluster/test_support/any_cluster.h"
#include "cluster/test_support/read_text.h"
#include "support/golden.h"

namespace vent {
namespace {

std::string with_hosts(std::string_view hosts) { return std::string(kHead) + "hosts:\n" + std::string(hosts); }

TEST(CheckHosts, SaysAllThatCannotBeTrueTogether) {
  expect_golden("host_problems.txt",
                problems_of(with_hosts("  - {name: c, role: controller, address: 192.0.2.1, privateAddress: 10.0.0.1}\n"
                                       "  - {name: c, role: worker, address: 192.0.2.2, privateAddress: 10.0.0.1}\n"
                                       "  - {name: d, role: worker, address: 192.0.2.2, podRange: 10.200.0.0/16}\n"
                                       "  - {name: e, role: worker, address: 10.0.0.1, podRange: 10.200.7.0/24}\n"
                                       "  - {name: f, role: worker, address: f.example.com}\n"
                                       "  - {name: g, role: worker, address: 127.0.0.1, domainName: x.y}\n"
                                       "  - {name: h, role: worker, address: 10.200.0.9, domainName: X.y}\n"
                                       "  - {name: i, role: worker, address: 192.0.2.9, podRange: 192.0.2.0/24}\n")));
}

TEST(CheckHosts, WantsAController) {
  expect_golden(
      "private_range.txt",
      problems_of(std::string(kHead) + "network: {privateRange: 10.0.0.0/8}\nhosts:\n"
                                       "  - {name: a, role: controller, address: 192.0.2.1, privateAddress: 10.0.0.1}\n"
                                       "  - {name: b, role: worker, address: 192.0.2.2, privateAddress: 192.168.0.1}\n"
                                       "  - {name: c, role: worker, address: 192.0.2.3}\n"
                                       "  - {name: d, role: worker, address: 10.0.0.4}\n"));
  expect_golden("no_controller.txt", problems_of(with_hosts("  - {name: w, role: worker, address: 192.0.2.1}\n")) +
                                         problems_of(with_hosts("  []\n")));
  // Not when one may be meant.
  EXPECT_EQ(problems_of(with_hosts("  - {name: w, role: contoller, address: 192.0.2.1}\n")).find("no controller"),
            std::string::npos);
}

TEST(CheckHosts, OneAddressCanLeadToSeveralHosts) {
  EXPECT_EQ(problems_of(with_hosts(
                "  - {name: a, role: controller, address: gate, privateAddress: 10.0.0.1, ssh: {port: 2201}}\n"
                "  - {name: b, role: worker, address: gate, privateAddress: 10.0.0.2, ssh: {port: 2202}}\n"
                "  - {name: c, role: worker, address: 10.0.0.3, privateAddress: 10.0.0.3}\n")),
            "no problem\n");
  EXPECT_NE(problems_of(with_hosts(
                "  - {name: a, role: controller, address: gate, privateAddress: 10.0.0.1, ssh: {port: 2201}}\n"
                "  - {name: b, role: worker, address: GATE, privateAddress: 10.0.0.2, ssh: {port: 2201}}\n")),
            "no problem\n");
}

TEST(CheckHosts, ABadAddressIsNotCalledMissingToo) {
  const std::string problems =
      problems_of(with_hosts("  - {name: a, role: controller, address: 192.0.2.300, privateAddress: 10.0.0.x}\n"
                             "  - {name: b, role: worker, address: b.example.com, privateAddress: 10.0.0.x}\n"));
  EXPECT_EQ(problems.find("missing"), std::string::npos) << problems;
}

RC_GTEST_PROP(CheckHostsProperty, WhatIsCopiedFromAnotherHostIsNoticed, ()) {
  Cluster cluster = *any_cluster();
  cluster.pools.clear();
  std::erase_if(cluster.hosts, [](const Host& host) { return !host.pool.empty(); });
  const std::size_t count = cluster.hosts.size();
  const auto number = rc::gen::inRange<std::size_t>(0, count);
  const std::size_t from = *number;
  Host copy = cluster.hosts[from];
  // All of it is new but for one thing.
  const int what = *rc::gen::inRange(0, 4);
  if (what != 0) copy.name = copy.domain_name = "copy";
  if (what != 1) copy.address = "copy.example.com";
  if (what != 2) copy.private_address = *Ipv4::parse("172.31.0.1");
  copy.pod_range.reset();
  if (what == 3) copy.pod_range = cluster.hosts[from].pod_range = *Ipv4Range::parse("192.168.0.0/24");
  cluster.hosts.push_back(copy);
  RC_ASSERT(!read_text(write_cluster(cluster, Commentary::bare)));
}

}  // namespace
}  // namespace vent
