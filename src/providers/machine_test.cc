#include "providers/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "providers/desired_state.h"
#include "providers/host_key_user_data.h"
#include "providers/machine_provider.h"
#include "providers/packet/packet_catalogue.h"
#include "providers/packet/packet_machine.h"
#include "providers/static/static_provider.h"
#include "providers/watch_machines.h"
#include "support/golden.h"

namespace vent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Machine machine(const std::string& name, const std::string& state) {
  Machine one;
  one.id = "id-" + name;
  one.name = name;
  one.state = state;
  return one;
}

TEST(Machine, AnElasticAddressIsNotItsOwn) {
  Machine one;
  one.addresses = {{"203.0.113.9", 4, true, false}, {"198.51.100.3", 4, true, true}, {"10.80.1.1", 4, false, true}};
  EXPECT_EQ(one.address(4, true), "198.51.100.3");
  EXPECT_EQ(one.login_address(), "198.51.100.3");
  EXPECT_EQ(one.address(6, true), "");
}

TEST(MachineNames, APatternIsCounted) {
  EXPECT_THAT(expand_names("worker-%02d", 3, 9).value(), ElementsAre("worker-09", "worker-10", "worker-11"));
  EXPECT_THAT(expand_names("w%d", 2, 0).value(), ElementsAre("w0", "w1"));
  EXPECT_THAT(expand_names("worker-", 2, 1).value(), ElementsAre("worker-01", "worker-02"));
  EXPECT_THAT(expand_names("worker-0", 1, 0).value(), ElementsAre("worker-0"));
  std::string errors;
  for (const char* wrong : {"worker_0", "-w", "w%s", "w%d%d", "w%5d", "10.0.0.1", "w.", ""})
    errors += std::string(wrong) + ": " + expand_names(wrong, 1, 0).error().text() + "\n";
  errors += expand_names("w", 101, 0).error().text() + "\n";
  expect_golden("wrong_names.txt", errors);
}

TEST(MachineWish, TheSameWishHasTheSameTokenAndAnotherHasAnother) {
  MachineWish wish;
  wish.name = "worker-0";
  const std::string token = creation_token(wish, "p");
  EXPECT_EQ(token, creation_token(wish, "p"));
  EXPECT_NE(token, creation_token(wish, "q"));
  wish.cluster = "paris";
  EXPECT_NE(token, creation_token(wish, "p"));
  wish.role = "worker";
  wish.index = 0;
  wish.tags = {"worker"};
  EXPECT_THAT(tags_of(wish, "t"),
              ElementsAre("worker", "vent-cluster=paris", "vent-role=worker", "vent-index=0", "vent-token=t"));
  wish.role = "both";
  wish.tags = {};
  EXPECT_THAT(tags_of(wish, "t"), ElementsAre("controller", "worker", "vent-cluster=paris", "vent-role=both",
                                              "vent-index=0", "vent-token=t"));
}

TEST(DesiredState, TheTableOfSteps) {
  std::string table;
  for (const char* wanted : {"present", "absent", "active", "inactive", "rebooted"})
    for (const char* state : {"queued", "provisioning", "active", "inactive", "failed", "powering_off", "rebooting"}) {
      const Result<StateStep> step = step_to_state(machine("w", state), desired_state(wanted).value());
      table += std::string(wanted) + " from " + state + ": " +
               (step ? std::to_string(static_cast<int>(*step)) : step.error().message) + "\n";
    }
  expect_golden("state_steps.txt", table);
  EXPECT_THAT(desired_state("actve").error().text(), HasSubstr("did you mean 'active'?"));
  Machine locked = machine("w", "active");
  locked.is_locked = true;
  EXPECT_EQ(step_to_state(locked, DesiredState::absent).error().id, "VENT_MACHINE_LOCKED");
}

TEST(WatchMachines, EveryChangeIsTold) {
  Machine leaving = machine("b", "active");
  leaving.termination_time = "2026-11-21T10:02:00Z";
  std::string told;
  for (const MachineChange& change :
       changes_between({machine("a", "queued"), machine("b", "active"), machine("c", "active")},
                       {machine("a", "active"), leaving, machine("d", "queued")}))
    told += change.text() + "\n";
  EXPECT_EQ(told,
            "a: queued → active\nb: will be taken away at 2026-11-21T10:02:00Z\nd: new, queued\nc: gone, was active\n");
}

TEST(HostKeyUserData, EachKindCarriesTheKeyOrSaysThatItCannot) {
  const InjectedHostKey key{Secret("-----BEGIN KEY-----\nAAAA\n-----END KEY-----\n"), "ssh-ed25519 AAAA worker-0\n"};
  std::string all;
  for (const char* data :
       {"", "#!/bin/sh\necho hello\n", "#!/usr/bin/env bash\necho", "#cloud-config\nusers: []",
        "#cloud-config\nssh_keys: {}\n", "#!ipxe\nboot\n", "#!/usr/bin/python3\n", "Content-Type: multipart/mixed"}) {
    const std::optional<Secret> with = with_host_key(data, key);
    all += "=== " + std::string(data) + "\n" + (with ? std::string(with->reveal()) : "(none)\n");
  }
  expect_golden("host_key_user_data.txt", all);
}

TEST(PacketMachine, ReadsWhatTheYearsHaveMadeOfADevice) {
  const Json device = parse_json(R"({"id":"1","hostname":"w","state":"active","spot_instance":true,
    "spot_price_max":"0.30","termination_time":1795256100,"facility":{"code":"ams1"},"plan":{"slug":"c2.medium.x86"},
    "operating_system":{"slug":"debian_12"},"tags":["worker","vent-cluster=paris"],"customdata":"text","locked":null,
    "ip_addresses":[{"address":"198.51.100.3","address_family":4,"public":true,"management":true}]})",
                                 "a device")
                          .value();
  const Machine one = machine_from_device(device).value();
  EXPECT_EQ(one.max_price, 0.3);
  EXPECT_EQ(one.termination_time, "2026-11-21T10:15:00Z");
  EXPECT_EQ(one.facility, "ams1");
  EXPECT_EQ(tag_value(one, kClusterTag), "paris");
  EXPECT_EQ(machine_from_device(parse_json(R"({"id":"2"})", "x").value())->name, "");
  EXPECT_FALSE(machine_from_device(parse_json(R"({"hostname":"x"})", "x").value()));
  EXPECT_EQ(normal_termination_time("1795256100").value(), "2026-11-21T10:15:00Z");
  EXPECT_FALSE(normal_termination_time("tomorrow"));
}

PacketCatalogue catalogue() {
  PacketCatalogue all;
  PacketPlan plan;
  plan.slug = "c2.medium.x86";
  plan.per_hour = 1.0;
  plan.facilities = {"f1"};
  PacketPlan other;
  other.slug = "t1.small.x86";
  other.names = {"baremetal_0"};
  all.plans = {plan, other};
  all.facilities = {{"f1", "ams1", "Amsterdam", "am"}, {"f2", "ewr1", "New York", "ny"}};
  all.systems = {{"debian_12", "Debian 12", {"c2.medium.x86", "baremetal_0"}},
                 {"ubuntu_18_04", "Ubuntu", {"c2.medium.x86"}}};
  return all;
}

TEST(PacketCatalogue, WhatIsNotThereIsNamedWithWhatIsNear) {
  struct Case {
    const char *plan, *place, *system;
  };
  std::string all;
  for (const Case& one : {Case{"c2.medum.x86", "ams1", "debian_12"}, Case{"zzz", "ams1", "debian_12"},
                          Case{"c2.medium.x86", "ams2", "debian_12"}, Case{"c2.medium.x86", "ewr1", "debian_12"},
                          Case{"c2.medium.x86", "ams1", "debian_21"}, Case{"baremetal_0", "ams1", "ubuntu_18_04"}}) {
    MachineWish wish;
    wish.plan = one.plan;
    wish.facilities = {one.place};
    wish.operating_system = one.system;
    all += check_wish(wish, catalogue()).error().text() + "\n\n";
  }
  MachineWish good;
  good.plan = "baremetal_0";
  good.facilities = {"ny", "any"};
  good.operating_system = "debian_12";
  EXPECT_TRUE(check_wish(good, catalogue()));
  expect_golden("unknown_offers.txt", all);
}

TEST(PacketCatalogue, BidsThatCannotWinSayWhatWould) {
  const std::vector<MachinePrice> prices = {{"ams1", "c2.medium.x86", 0.31, 1.0},
                                            {"ewr1", "c2.medium.x86", 0.25, 1.0},
                                            {"nrt1", "c2.medium.x86", 10.01, 1.0}};
  MachineWish wish;
  wish.plan = "c2.medium.x86";
  std::string all;
  const auto add = [&](std::vector<std::string> places, double bid, const std::string& plan) {
    wish.facilities = std::move(places);
    wish.max_price = bid;
    wish.plan = plan;
    all += places_for(wish, prices).error().text() + "\n\n";
  };
  add({"ams1"}, 0.30, "c2.medium.x86");
  add({"nrt1"}, 20.0, "c2.medium.x86");
  add({"sjc1"}, 0.30, "c2.medium.x86");
  add({}, 0.30, "t1.small.x86");
  expect_golden("bids.txt", all);
  wish.plan = "c2.medium.x86";
  wish.max_price = 0.5;
  wish.facilities = {};
  EXPECT_THAT(places_for(wish, prices).value(), ElementsAre("ewr1", "ams1"));
}

TEST(FindMachine, NamesNearOnesOrAll) {
  const std::vector<Machine> all = {machine("worker-0", "active"), machine("worker-1", "deprovisioning"),
                                    machine("worker-1", "active")};
  EXPECT_EQ(find_machine(all, "worker-1")->state, "active");
  EXPECT_THAT(find_machine(all, "wroker-0").error().text(), HasSubstr("did you mean 'worker-0'?"));
  EXPECT_EQ(find_machine({all[0], all[0]}, "worker-0").error().id, "VENT_MACHINE_AMBIGUOUS");
}

TEST(StaticProvider, HostsOfTheClusterFile) {
  Cluster cluster;
  cluster.name = "home";
  Host host;
  host.name = "controller-0";
  host.role = Role::controller;
  host.address = "192.0.2.7";
  host.private_address = Ipv4::parse("10.0.0.7").value();
  cluster.hosts = {host};
  StaticProvider provider(cluster);
  const Machine one = provider.list().value().front();
  EXPECT_EQ(one.address(4, false), "10.0.0.7");
  EXPECT_EQ(one.login_address(), "192.0.2.7");
  EXPECT_EQ(provider.act(one, MachineAction::reboot).error().id, "VENT_NOT_OFFERED");
  MachineWish wish;
  wish.name = "controller-0";
  EXPECT_TRUE(provider.create(wish));
  wish.name = "controller-1";
  EXPECT_FALSE(provider.create(wish));
}

// What the rented cloud really said, where somebody has put it beside the repository.
TEST(RecordedDevices, AreRead) {
  const Path recorded = Path("..") / "shared" / "fixtures" / "packet";
  if (!path_exists(recorded)) GTEST_SKIP() << "there are no recorded answers in " << recorded;
  int devices = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(recorded)) {
    if (entry.path().extension() != ".json") continue;
    const Result<Json> json = parse_json(read_file(entry.path()).value(), entry.path().string());
    if (!json || !json->is_object()) continue;
    std::vector<Json> found = json->field("devices").value_or(Json()).items();
    if (json->has("ip_addresses") && json->has("hostname") && json->has("state")) found.push_back(*json);
    for (const Json& device : found) {
      const Result<Machine> read = machine_from_device(device);
      ASSERT_TRUE(read) << entry.path() << read.error().text();
      EXPECT_FALSE(read->name.empty()) << entry.path();
      EXPECT_FALSE(read->plan.empty()) << entry.path();
      if (read->state == "active") {
        EXPECT_FALSE(read->address(4, true).empty()) << entry.path();
      }
      ++devices;
    }
  }
  EXPECT_GE(devices, 5);

  const Path one = recorded / "perl6-cloud-pacnet" / "20-oo-get";
  const Json plans = parse_json(read_file(one / "plans" / "get1.json").value(), "plans").value();
  const Json prices = parse_json(read_file(one / "market" / "spot" / "prices" / "get1.json").value(), "prices").value();
  const std::vector<MachinePrice> all = prices_from(prices, plans_from(plans.list("plans").value())).value();
  MachineWish wish;
  wish.plan = "m2.xlarge.x86";
  wish.max_price = 25;
  wish.facilities = {"ewr1"};
  EXPECT_EQ(places_for(wish, all).error().id, "VENT_SPOT_SOLD_OUT");
  wish.facilities = {"ewr1", "ams1"};
  EXPECT_THAT(places_for(wish, all).value(), ElementsAre("ams1"));
}

}  // namespace
}  // namespace vent
