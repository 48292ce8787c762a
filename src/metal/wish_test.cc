#include "metal/wish.h"

#include <gtest/gtest.h>

#include "metal/test_support/sample_lab.h"

namespace vent::metal {
namespace {

constexpr Wish kAll[] = {Wish::power_on, Wish::power_off, Wish::reboot, Wish::reinstall, Wish::remove};
const WallTime kLater = sample_host().created_at + std::chrono::hours(1);

Host host_that_is(HostState state) {
  Host host = sample_host();
  host.state = state;
  host.wanted.powered = state != HostState::inactive;
  return host;
}

Host after(Host host, Wish wish) {
  write_down(host, wish, kLater);
  return host;
}

TEST(Wish, HasTheNamesOfTheApi) {
  EXPECT_EQ(wish_from_action("power_on"), Wish::power_on);
  EXPECT_EQ(wish_from_action("power_off"), Wish::power_off);
  EXPECT_EQ(wish_from_action("reboot"), Wish::reboot);
  EXPECT_EQ(wish_from_action("reinstall"), Wish::reinstall);
  for (const char* name : {"", "remove", "Reboot", "rescue"}) EXPECT_EQ(wish_from_action(name), std::nullopt) << name;
}

TEST(WriteDown, AFulfilledWishChangesNothing) {
  const Host on = host_that_is(HostState::active);
  EXPECT_EQ(after(on, Wish::power_on), on);
  const Host off = host_that_is(HostState::inactive);
  EXPECT_EQ(after(off, Wish::power_off), off);
}

TEST(WriteDown, NothingIsWishedOfAHostThatIsBeingRemoved) {
  const Host removed = after(host_that_is(HostState::active), Wish::remove);
  EXPECT_EQ(removed.state, HostState::deprovisioning);
  for (const Wish wish : kAll) EXPECT_EQ(after(removed, wish), removed);
}

TEST(WriteDown, AnyOtherWishUnsettlesAndIsDated) {
  for (const HostState state : {HostState::active, HostState::inactive, HostState::failed, HostState::provisioning}) {
    for (const Wish wish : kAll) {
      const Host before = host_that_is(state);
      const Host host = after(before, wish);
      if (host == before) continue;
      EXPECT_FALSE(is_settled(host));
      EXPECT_EQ(host.wanted.since, kLater);
    }
  }
}

TEST(WriteDown, PowerOnIsABootThatIsAskedForUnlessOneIsOnItsWay) {
  EXPECT_EQ(after(host_that_is(HostState::inactive), Wish::power_on).wanted.reboots, 1);
  EXPECT_EQ(after(host_that_is(HostState::failed), Wish::power_on).wanted.reboots, 1);
  EXPECT_EQ(after(host_that_is(HostState::powering_on), Wish::power_on).wanted.reboots, 0);
  EXPECT_EQ(after(host_that_is(HostState::provisioning), Wish::power_on).wanted.reboots, 0);
}

TEST(WriteDown, RebootAndReinstallSwitchOn) {
  const Host rebooted = after(host_that_is(HostState::inactive), Wish::reboot);
  EXPECT_TRUE(rebooted.wanted.powered);
  EXPECT_EQ(rebooted.wanted.reboots, 1);
  const Host reinstalled = after(host_that_is(HostState::inactive), Wish::reinstall);
  EXPECT_TRUE(reinstalled.wanted.powered);
  EXPECT_EQ(reinstalled.wanted.reinstalls, 1);
}

}  // namespace
}  // namespace vent::metal
