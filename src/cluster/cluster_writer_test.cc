#include "cluster/cluster_writer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "cluster/test_support/any_cluster.h"
#include "cluster/test_support/read_text.h"
#include "support/golden.h"

namespace vent {
namespace {

Cluster rich_cluster() {
  Cluster cluster = example_cluster();
  cluster.fake0 = Fake0{"bond1"};
  cluster.versions = {{"etcd", "3.6.6"}, {"kubernetes", "1.35.4"}};
  for (Host& host : cluster.hosts) {
    host.ssh.user = "debian";
    host.ssh.key_file = "/home/ada/.ssh/id_ed25519";
  }
  cluster.hosts[0].address = "controller-0.example.com";
  cluster.hosts[1].private_address = *Ipv4::parse("192.0.2.11");
  cluster.hosts[1].domain_name = "worker-0.example.com";
  cluster.hosts[1].pod_range = *Ipv4Range::parse("10.200.0.0/24");
  cluster.hosts[2].ssh.port = 2222;
  cluster.hosts[2].ssh.host_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrtG6tIoQ+W1GlZDdpCy5DL6PQSnEE8fToRPKY9Lj/3";
  cluster.notes = {"variables that mean nothing here: rack"};
  return cluster;
}

TEST(WriteCluster, Goldens) {
  expect_golden("written_sample.yaml", write_cluster(example_cluster(), Commentary::explained));
  expect_golden("written_rich.yaml", write_cluster(rich_cluster(), Commentary::bare));
  expect_golden("written_rich_explained.yaml", write_cluster(rich_cluster(), Commentary::explained));
}

TEST(WriteCluster, WhatIsAComplaintAboutTheSampleWouldBeOneAboutUs) {
  EXPECT_EQ(read_text(write_cluster(example_cluster(), Commentary::explained)).value(), example_cluster());
}

RC_GTEST_PROP(WriteClusterProperty, IsTheSameWhenReadAgain, ()) {
  const Cluster cluster = *any_cluster();
  for (const Commentary commentary : {Commentary::bare, Commentary::explained}) {
    const std::string text = write_cluster(cluster, commentary);
    const Result<Cluster> again = read_text(text);
    if (!again) RC_FAIL(again.error().text() + "\n" + text);
    RC_ASSERT(described(*again) == described(cluster));
    RC_ASSERT(*again == cluster);
  }
}

}  // namespace
}  // namespace vent
