#include "cluster/input_kind.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

TEST(InputKindTest, TheNameDecidesAsFarAsItCan) {
  EXPECT_EQ(input_kind("a.ini", ""), InputKind::inventory_ini);
  EXPECT_EQ(input_kind("lab/machines.txt", "kind: Cluster"), InputKind::machines);
  EXPECT_EQ(input_kind("cluster.yaml", ""), InputKind::cluster_file);
  EXPECT_EQ(input_kind("cluster.yaml", "hosts: [{name: a}]"), InputKind::cluster_file);
  EXPECT_EQ(input_kind("cluster.yaml", "hosts: {a: }"), InputKind::cluster_file);
  EXPECT_EQ(input_kind("cluster.yaml", "a: ["), InputKind::cluster_file);
  EXPECT_EQ(input_kind("cluster.yml", "kind: Cluster\nall: {hosts: {a: }}"), InputKind::cluster_file);
  EXPECT_EQ(input_kind("hosts.yml", "all: {hosts: {a: }}"), InputKind::inventory_yaml);
  EXPECT_EQ(input_kind("hosts.yml", "all:\n"), InputKind::inventory_yaml);
  EXPECT_EQ(input_kind("hosts.yaml", "workers: {hosts: {a: }}"), InputKind::inventory_yaml);
  EXPECT_EQ(input_kind("hosts.yaml", "k8s: {children: {a: }}"), InputKind::inventory_yaml);
}

TEST(InputKindTest, OtherwiseTheContent) {
  EXPECT_EQ(input_kind("hosts", "# c\n\n[workers]\na\n"), InputKind::inventory_ini);
  EXPECT_EQ(input_kind("hosts", "; c\na ansible_host=10.0.0.1\n"), InputKind::inventory_ini);
  EXPECT_EQ(input_kind("hosts", "10.0.0.1 ansible_user=a\n"), InputKind::inventory_ini);
  EXPECT_EQ(input_kind("mine.txt", "# c\n10.0.0.1 a.example.com a\n"), InputKind::machines);
  EXPECT_EQ(input_kind("cluster", "# c\napiVersion: vent/v1\n"), InputKind::cluster_file);
  EXPECT_EQ(input_kind("-", "all:\n  hosts:\n    a:\n"), InputKind::inventory_yaml);
  EXPECT_EQ(input_kind("", ""), InputKind::cluster_file);
}

}  // namespace
}  // namespace vent
