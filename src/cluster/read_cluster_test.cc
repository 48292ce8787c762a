#include "cluster/read_cluster.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "cluster/test_support/read_text.h"
#include "support/golden.h"

namespace vent {
namespace {

constexpr std::string_view kWhole = R"(apiVersion: vent/v1
kind: Cluster
name: paris
ssh:
  user: debian
  key: ~/.ssh/paris
  jumpHost: ada@bastion.example.com:2222
network:
  fake0: {}
hosts:
  - name: controller-0
    role: controller
    address: 198.51.100.3
    privateAddress: 10.80.1.1
    domainName: controller-0.example.com
    ssh:
      port: 2222
      hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrtG6tIoQ+W1GlZDdpCy5DL6PQSnEE8fToRPKY9Lj/3 root@controller-0
  - name: worker-0
    role: worker
    address: 198.51.100.5
    podRange: 10.200.0.0/24
    ssh: {user: root, key: ../keys/worker-0, jumpHost: gate}
  - {name: worker-1, role: worker, address: 198.51.100.7, ssh: {key: /etc/keys/w1}}
)";

TEST(ReadCluster, WithDefaults) {
  const Result<Cluster> cluster = read_text(kWhole);
  ASSERT_TRUE(cluster) << cluster.error().text();
  expect_golden("whole.txt", described(*cluster));
  EXPECT_EQ(cluster->with_role(Role::worker).size(), 2U);
  EXPECT_EQ(cluster->with_role(Role::controller).front()->name, "controller-0");
  EXPECT_EQ(cluster->find("worker-1")->address, "198.51.100.7");
  EXPECT_EQ(cluster->find("worker-2"), nullptr);
}

TEST(ReadCluster, ShowsAllProblemsAtOnce) {
  expect_golden("problems.txt", problems_of(R"(apiVersion: vent/v2
kind: cluster
nmae: paris
ssh: {user: -oProxyCommand=id, port: "22", key: ~root/key}
network:
  fake0:
  fake1: {}
hosts:
  - name: Controller_0
    role: contoller
    adress: 198.51.100.3
  - name: worker-0
    role: worker
    address: -oProxyCommand=id
    privateAddress: 10.80.1
    podRange: 10.200.0.1/24
    ssh: {port: 65536, jumpHost: a@-b, hostKey: ssh-ed25519 AAAA, user: [root]}
  - worker-1
)"));
}

TEST(ReadCluster, OneProblemIsShownWithItsLine) {
  expect_golden("one_problem.txt", problems_of(std::string(kHead) + "hosts:\n  - {name: a, role: controller}\n"));
}

TEST(ReadCluster, OtherDocuments) {
  expect_golden("other_documents.txt", problems_of("") + problems_of("- a\n") + problems_of("a: [\n") +
                                           problems_of("a: &b c\n") + problems_of("\xFF") +
                                           problems_of("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"));
}

TEST(ReadCluster, AHomeThatNobodyKnows) {
  const Result<Cluster> cluster = read_cluster(kWhole, "cluster.yaml", {.home = "", .folder = "/work"});
  ASSERT_FALSE(cluster);
  EXPECT_EQ(cluster.error().id, "VENT_NO_HOME");
}

TEST(ReadCluster, PathsBeginInTheFoldersOfTheirMeaning) {
  const Cluster cluster = *read_cluster(kWhole, "lab/cluster.yaml", {.home = "/home/ada", .folder = "/work/lab"});
  EXPECT_EQ(cluster.hosts[0].ssh.key_file, "/home/ada/.ssh/paris");
  EXPECT_EQ(cluster.hosts[1].ssh.key_file, "/work/keys/worker-0");
  EXPECT_EQ(cluster.hosts[2].ssh.key_file, "/etc/keys/w1");
}

TEST(LoadCluster, PathsAreWholeWhereverTheFileIs) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const Path file = directory.path() / "cluster.yaml";
  ASSERT_TRUE(write_file(file, std::string(kHead) + "ssh: {key: id}\nhosts:\n  - {name: a, role: controller, address: "
                                                    "192.0.2.1}\n"));
  const Path relative = std::filesystem::relative(file);
  for (const Path& path : {file, relative}) {
    const Result<Cluster> cluster = load_cluster(path);
    ASSERT_TRUE(cluster) << cluster.error().text();
    EXPECT_EQ(cluster->hosts[0].ssh.key_file, (directory.path() / "id").string());
  }
}

TEST(LoadCluster, SaysWhereAClusterFileComesFrom) {
  const Result<Cluster> cluster = load_cluster("/nowhere/cluster.yaml");
  ASSERT_FALSE(cluster);
  EXPECT_EQ(cluster.error().text(),
            "error: reading '/nowhere/cluster.yaml': no such file or directory\n"
            "  while reading the cluster file\n"
            "  next: `vent init` writes a new cluster file");
}

TEST(LoadCluster, VariablesBesideAnInventoryAreNoted) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  ASSERT_TRUE(write_file(directory.path() / "hosts.ini", "[masters]\na ansible_host=192.0.2.1\n"));
  EXPECT_TRUE(load_cluster(directory.path() / "hosts.ini")->notes.empty());
  ASSERT_TRUE(make_directories(directory.path() / "group_vars"));
  EXPECT_EQ(load_cluster(directory.path() / "hosts.ini")->notes,
            std::vector<std::string>{"group_vars/ beside the inventory is not read"});
}

}  // namespace
}  // namespace vent
