// Every fault at every request of a rent of three machines: nothing is ever rented twice, and nothing is lost.

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "providers/packet/packet_provider.h"
#include "providers/rent_plan.h"
#include "providers/test_support/fake_packet.h"

namespace vent {
namespace {

using testing::ElementsAre;

MachineWish wish_for(const std::string& name) {
  MachineWish wish;
  wish.name = name;
  wish.cluster = "paris";
  wish.role = "worker";
  wish.plan = "c2.medium.x86";
  wish.operating_system = "debian_12";
  wish.facilities = {"ams1"};
  wish.max_price = 0.5;
  return wish;
}

void fill_market(FakePacket& cloud) {
  const auto price = [](double amount) {
    return Json::object().set("c2.medium.x86", Json::object().set("price", amount));
  };
  cloud.prices = Json::object().set("ams1", price(0.3)).set("ewr1", price(0.25)).set("nrt1", price(10.01));
}

// What a person sees of one run of the command.
struct Run {
  bool is_good = true;
  std::vector<std::string> told;
};

Run rent_three(FakePacket& cloud) {
  SleepingClock clock;
  PacketApi api({"http://api", Secret("token"), ""}, cloud, clock);
  Run run;
  PacketProvider provider(api, {.project = {"p", "testing"}, .clock = clock, .stop = {}, .tell = [&](std::string text) {
                                  run.told.push_back(std::move(text));
                                }});
  const Result<std::vector<Machine>> before = provider.list();
  if (!before) return {false, {}};
  for (const char* name : {"worker-0", "worker-1", "worker-2"}) {
    const bool is_there = std::ranges::any_of(*before, [&](const Machine& one) { return one.name == name; });
    if (!is_there && !provider.create(wish_for(name))) run.is_good = false;
    if (!run.is_good) return run;
  }
  return run;
}

int requests_of_a_good_run() {
  FakePacket cloud;
  fill_market(cloud);
  EXPECT_TRUE(rent_three(cloud).is_good);
  EXPECT_THAT(cloud.names(), ElementsAre("worker-0", "worker-1", "worker-2"));
  return cloud.requests;
}

TEST(Rent, EachFaultAtEachRequestEndsWithThreeMachines) {
  const int requests = requests_of_a_good_run();
  int runs = 0;
  for (const Fault fault : kFaults) {
    for (int at = 1; at <= requests; ++at) {
      FakePacket cloud;
      fill_market(cloud);
      cloud.faults[at] = fault;
      int tries = 1;
      while (!rent_three(cloud).is_good && tries < 4) ++tries;
      ++runs;
      EXPECT_THAT(cloud.names(), ElementsAre("worker-0", "worker-1", "worker-2"))
          << "fault " << static_cast<int>(fault) << " at request " << at;
      EXPECT_LT(tries, 4);
    }
  }
  EXPECT_GE(runs, 150);
}

TEST(Rent, KilledAtEachRequestTheNextRunEndsWithThreeMachines) {
  const int requests = requests_of_a_good_run();
  for (const bool was_done : {false, true}) {
    for (int at = 1; at <= requests; ++at) {
      FakePacket cloud;
      fill_market(cloud);
      cloud.killed_at = at;
      cloud.killed_after_doing = was_done;
      EXPECT_FALSE(rent_three(cloud).is_good);
      cloud.killed_at = 0;
      EXPECT_TRUE(rent_three(cloud).is_good);
      EXPECT_THAT(cloud.names(), ElementsAre("worker-0", "worker-1", "worker-2")) << at << was_done;
    }
  }
}

TEST(Rent, TwoFaultsInARowAreNoOtherMatter) {
  const int requests = requests_of_a_good_run();
  for (const Fault first : {Fault::cut_after, Fault::html_502_before, Fault::timeout_after, Fault::late}) {
    for (const Fault second : kFaults) {
      for (int at = 1; at <= requests; ++at) {
        FakePacket cloud;
        fill_market(cloud);
        cloud.faults = {{at, first}, {at + 1, second}};
        for (int tries = 0; tries < 4 && !rent_three(cloud).is_good; ++tries) {
        }
        EXPECT_THAT(cloud.names(), ElementsAre("worker-0", "worker-1", "worker-2"))
            << static_cast<int>(first) << ", " << static_cast<int>(second) << " at " << at;
      }
    }
  }
}

// Every answer was a clear one: nothing was made. What a person needs to know is when to come back.
TEST(Rent, WhoIsToldToComeLaterEachTimeIsInNoDoubt) {
  for (const bool one_was_cut : {false, true}) {
    FakePacket cloud;
    fill_market(cloud);
    SleepingClock clock;
    PacketApi api({"http://api", Secret("token"), ""}, cloud, clock);
    PacketProvider provider(api, {.project = {"p", "testing"}, .clock = clock, .stop = {}, .tell = [](auto) {}});
    bool was_cut = !one_was_cut;
    cloud.fault_of = [&](const HttpRequest& request) {
      if (request.method != "POST" || !request.url.ends_with("/devices")) return Fault::none;
      return std::exchange(was_cut, true) ? Fault::busy_429 : Fault::cut_before;
    };
    EXPECT_EQ(provider.create(wish_for("worker-0")).error().id, one_was_cut ? "VENT_RENT_IN_DOUBT" : "VENT_API_BUSY");
  }
}

TEST(Rent, ADeviceThatAppearsTwiceIsGivenBackLoudly) {
  FakePacket cloud;
  fill_market(cloud);
  ASSERT_TRUE(rent_three(cloud).is_good);
  Json twin = cloud.devices.front();
  cloud.devices.push_back(twin.set("id", "id-900").set("created_at", "2026-11-21T11:00:00Z"));
  SleepingClock clock;
  PacketApi api({"http://api", Secret("token"), ""}, cloud, clock);
  std::vector<std::string> told;
  PacketProvider provider(api, {.project = {"p", "testing"}, .clock = clock, .stop = {}, .tell = [&](std::string text) {
                                  told.push_back(std::move(text));
                                }});
  EXPECT_EQ(provider.create(wish_for("worker-0"))->id, "id-001");
  EXPECT_THAT(cloud.names(), ElementsAre("worker-0", "worker-1", "worker-2"));
  EXPECT_THAT(told, ElementsAre("worker-0 was made twice: id-900 is given back"));

  // One that is up may be in use by now.
  cloud.devices.push_back(twin.set("id", "id-901").set("state", "active"));
  told.clear();
  EXPECT_EQ(provider.create(wish_for("worker-0"))->id, "id-001");
  EXPECT_EQ(cloud.devices.size(), 4U);
  EXPECT_THAT(told, ElementsAre(testing::HasSubstr("vent machine delete id-901")));
}

TEST(Rent, TheCheapestPlaceComesFirstAndAFullOneIsPassedBy) {
  FakePacket cloud;
  fill_market(cloud);
  cloud.full_places = {"ewr1"};
  SleepingClock clock;
  PacketApi api({"http://api", Secret("token"), ""}, cloud, clock);
  PacketProvider provider(api, {.project = {"p", "testing"}, .clock = clock});
  MachineWish wish = wish_for("worker-0");
  wish.facilities = {"nrt1", "ams1", "ewr1"};
  const Result<Machine> machine = provider.create(wish);
  ASSERT_TRUE(machine) << machine.error().text();
  EXPECT_EQ(machine->facility, "ams1");
  EXPECT_EQ(cloud.bodies.at(0).text("facility").value_or(""), "ewr1");
  EXPECT_EQ(cloud.bodies.at(1).number("spot_price_max").value_or(0), 0.5);
}

TEST(Rent, NothingIsCreatedBeforeALook) {
  FakePacket cloud;
  fill_market(cloud);
  ASSERT_TRUE(rent_three(cloud).is_good);
  for (std::size_t i = 0; i < cloud.log.size(); ++i) {
    if (cloud.log[i] != "POST /projects/p/devices") continue;
    EXPECT_GT(std::count(cloud.log.begin(), cloud.log.begin() + static_cast<long>(i), "GET /projects/p/devices"), 0);
  }
}

TEST(RentPlan, DoubtMeansSeveralLooksWithPausesAndAnEnd) {
  RentSight sight;
  EXPECT_EQ(next_rent_step(sight, false), RentStep::look);
  sight.has_looked = true;
  EXPECT_EQ(next_rent_step(sight, false), RentStep::create);
  sight = {.is_in_doubt = true, .creates = 1};
  EXPECT_EQ(next_rent_step(sight, false), RentStep::pause);
  EXPECT_EQ(next_rent_step(sight, true), RentStep::look);
  sight.has_looked = true;
  sight.empty_looks = kLooksInDoubt - 1;
  EXPECT_EQ(next_rent_step(sight, false), RentStep::pause);
  sight.empty_looks = kLooksInDoubt;
  EXPECT_EQ(next_rent_step(sight, false), RentStep::create);
  sight.creates = kMostCreates;
  EXPECT_EQ(next_rent_step(sight, false), RentStep::give_up);
  sight.was_found = true;
  EXPECT_EQ(next_rent_step(sight, false), RentStep::take);
}

}  // namespace
}  // namespace vent
