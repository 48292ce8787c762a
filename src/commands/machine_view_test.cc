#include "commands/machine_view.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

std::vector<Machine> some_machines() {
  Machine one;
  one.id = "0a1b";
  one.name = "controller-0";
  one.state = "active";
  one.addresses = {{"203.0.113.9", 4, true, false}, {"198.51.100.3", 4, true, true}, {"10.80.1.1", 4, false, true}};
  one.plan = "c2.medium.x86";
  one.facility = "ams1";
  one.operating_system = "debian_12";
  one.tags = {"controller", "vent-cluster=paris", "vent-role=controller", "vent-token=00"};
  one.created = "2026-11-21T10:00:00Z";
  Machine two = one;
  two.id = "2c3d";
  two.name = "worker-9";
  two.addresses.clear();
  two.state = "provisioning";
  two.is_spot = true;
  two.max_price = 0.3;
  two.termination_time = "2026-11-21T10:02:00Z";
  return {one, two};
}

Cluster paris() {
  Cluster cluster;
  cluster.name = "paris";
  Host host;
  host.name = "controller-0";
  cluster.hosts = {host};
  return cluster;
}

TEST(MachineView, MachinesInEveryFormat) {
  const Cluster cluster = paris();
  const MachineListing listing = machines_view(some_machines(), &cluster);
  std::string all;
  for (const char* word : {"table", "wide", "json", "yaml", "name"})
    all += std::string("== ") + word + "\n" + render(listing, machine_format(word).value());
  expect_golden("machines.txt", all);
}

TEST(MachineView, OnlyAMachineTaggedAsOneOfTheClusterCanBeItsOrphan) {
  const Cluster cluster = paris();
  const std::vector<Machine> machines = some_machines();
  EXPECT_FALSE(is_orphan(machines[0], &cluster));
  EXPECT_TRUE(is_orphan(machines[1], &cluster));
  EXPECT_FALSE(is_orphan(machines[1], nullptr));
  Machine foreign = machines[1];
  foreign.tags = {"vent-cluster=rome"};
  EXPECT_FALSE(is_orphan(foreign, &cluster));
}

TEST(MachineView, PricesSayWhatIsSoldOut) {
  expect_golden("machine_prices.txt", render(prices_view({{"ams1", "c2.medium.x86", 0.2, 1.0},
                                                          {"ewr1", "c2.medium.x86", 10.01, 1.0},
                                                          {"ewr1", "x", std::nullopt, std::nullopt}}),
                                             MachineFormat::table));
}

}  // namespace
}  // namespace vent
