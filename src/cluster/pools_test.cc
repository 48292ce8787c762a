#include "cluster/pools.h"

#include <gtest/gtest.h>

#include "cluster/read_cluster.h"

namespace vent {
namespace {

constexpr const char* kFile = R"(apiVersion: vent/v1
kind: Cluster
name: paris
pools:
  - {name: controller, role: controller, count: 1, plan: c2.medium.x86, facilities: ams1}
  - {name: worker, role: worker, count: 2, plan: c2.medium.x86, facilities: "ams1,ewr1", maxPrice: 0.30}
hosts:
  - {name: own, role: worker, address: 192.0.2.1, privateAddress: 10.0.0.1}
)";

const Surroundings kSurroundings{.home = "/home/someone", .folder = "/cluster"};

Cluster paris() { return read_cluster(kFile, "cluster.yaml", kSurroundings).value(); }

std::string problem_of(const std::string& pools) {
  const std::string text = "apiVersion: vent/v1\nkind: Cluster\nname: paris\n" + pools;
  const Result<Cluster> read = read_cluster(text, "cluster.yaml", kSurroundings);
  return read ? "" : read.error().message + "\n" + read.error().details;
}

TEST(Pools, TheirHostsStandBehindThoseOfTheFile) {
  const Cluster cluster = paris();
  std::vector<std::string> names;
  for (const Host& host : cluster.hosts) names.push_back(host.name);
  EXPECT_EQ(names, (std::vector<std::string>{"own", "controller-0", "worker-0", "worker-1"}));
  EXPECT_EQ(cluster.find("worker-1")->pool, "worker");
  EXPECT_EQ(cluster.find("own")->pool, "");
  EXPECT_EQ(cluster.with_role(Role::controller).size(), 1U);
  EXPECT_EQ(cluster.find_pool("worker")->facilities, (std::vector<std::string>{"ams1", "ewr1"}));
  EXPECT_EQ(cluster.find_pool("worker")->max_price, 0.30);
  EXPECT_EQ(cluster.find_pool("controller")->max_price, std::nullopt);
  EXPECT_EQ(cluster.find_pool("controller")->operating_system, "debian_12");
}

TEST(Pools, AddressesComeFromWhatWasRented) {
  Cluster cluster = paris();
  EXPECT_EQ(not_rented(cluster).size(), 3U);
  const std::vector<RentedHost> rented = {
      {.name = "worker-1", .machine = "m-1", .address = "198.51.100.7", .private_address = *Ipv4::parse("10.80.1.1")},
      {.name = "gone-0", .machine = "m-2", .address = "198.51.100.9", .private_address = *Ipv4::parse("10.80.2.1")}};
  fill_in(cluster, rented);
  EXPECT_EQ(cluster.find("worker-1")->address, "198.51.100.7");
  EXPECT_EQ(cluster.find("worker-1")->private_address.text(), "10.80.1.1");
  ASSERT_EQ(not_rented(cluster).size(), 2U);
  EXPECT_EQ(not_rented(cluster).front()->name, "controller-0");
  EXPECT_EQ(read_rented(write_rented(rented), "machines.json").value(), rented);
}

TEST(Pools, ADamagedListSaysHowToGetAnother) {
  for (const char* text : {"", "{}", "[]", R"({"machines": [{"name": "worker-0"}]})",
                           R"({"machines": [{"name": "a", "machine": "", "address": "b", "privateAddress": "c"}]})"}) {
    const Result<std::vector<RentedHost>> read = read_rented(text, "machines.json");
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().hint.find("`vent up` asks the machine API again"), std::string::npos) << text;
  }
}

TEST(Pools, WhatIsWrongWithThemIsSaid) {
  const std::string one = "  - {name: all, role: controller, plan: c2, facilities: ams1, count: ";
  EXPECT_EQ(problem_of("pools:\n" + one + "1}\n"), "");
  EXPECT_NE(problem_of("pools:\n" + one + "2}\n").find("there are 2 controllers"), std::string::npos);
  EXPECT_NE(problem_of("pools:\n" + one + "-1}\n").find("'-1' is no number of machines"), std::string::npos);
  EXPECT_NE(problem_of("pools:\n" + one + "1, maxPrice: cheap}\n").find("'cheap' is no price"), std::string::npos);
  EXPECT_NE(problem_of("pools:\n" + one + "1}\n" + one + "0}\n").find("the pool 'all' is given twice"),
            std::string::npos);
  EXPECT_NE(problem_of("pools:\n" + one + "1}\nhosts:\n  - {name: all-0, role: worker, address: 192.0.2.1}\n")
                .find("the host name 'all-0' is given twice"),
            std::string::npos);
  EXPECT_NE(problem_of("").find("'hosts' is missing here, and so is 'pools'"), std::string::npos);
  EXPECT_NE(problem_of("pools:\n  - {name: worker, role: worker}\n").find("'count' is missing"), std::string::npos);
}

}  // namespace
}  // namespace vent
