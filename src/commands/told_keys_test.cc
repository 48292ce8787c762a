#include "commands/told_keys.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

const HostKey kOld{"ssh-ed25519", "AAAAold"}, kNew{"ssh-ed25519", "AAAAnew"}, kRsa{"ssh-rsa", "AAAArsa"};

TEST(ToldKeys, WhatIsPinnedAlreadyIsNothingNew) {
  EXPECT_EQ(told_key_step({}, {kOld}, std::nullopt, {"a", 0}), ToldKeyStep::nothing);
  EXPECT_EQ(told_key_step({kOld}, {kOld}, PinOrigin{"b", 7}, {"a", 9}), ToldKeyStep::nothing);
  EXPECT_EQ(told_key_step({kOld, kRsa}, {kRsa, kOld}, std::nullopt, {"a", 0}), ToldKeyStep::nothing);
}

TEST(ToldKeys, TheFirstOnesAndMoreOrFewerArePinned) {
  EXPECT_EQ(told_key_step({kOld}, {}, std::nullopt, {"a", 0}), ToldKeyStep::pin);
  EXPECT_EQ(told_key_step({kOld, kRsa}, {kOld}, std::nullopt, {"a", 0}), ToldKeyStep::pin);
  EXPECT_EQ(told_key_step({kOld}, {kOld, kRsa}, PinOrigin{"a", 0}, {"a", 0}), ToldKeyStep::pin);
}

TEST(ToldKeys, AnotherKeyNeedsAReason) {
  EXPECT_EQ(told_key_step({kNew}, {kOld}, std::nullopt, {"a", 0}), ToldKeyStep::refuse);
  EXPECT_EQ(told_key_step({kNew}, {kOld}, PinOrigin{"a", 2}, {"a", 2}), ToldKeyStep::refuse);
  EXPECT_EQ(told_key_step({kNew, kRsa}, {kOld, kRsa}, PinOrigin{"a", 0}, {"a", 0}), ToldKeyStep::refuse);
  EXPECT_EQ(told_key_step({kNew}, {kOld}, std::nullopt, {"a", 1}), ToldKeyStep::pin_after_reinstall);
  EXPECT_EQ(told_key_step({kNew}, {kOld}, PinOrigin{"a", 2}, {"a", 3}), ToldKeyStep::pin_after_reinstall);
  EXPECT_EQ(told_key_step({kNew}, {kOld}, PinOrigin{"b", 2}, {"a", 0}), ToldKeyStep::pin_of_new_machine);
}

TEST(ToldKeys, ReinstallsAreCountedByTheKindOfTheEvent) {
  EXPECT_EQ(count_reinstalls({{"1", "instance.created", "was deployed", ""},
                              {"2", "instance.reinstall", "was asked to reinstall", ""},
                              {"3", "device.ReinstallRequested", "", ""},
                              {"4", "user.note", "do not reinstall", ""}}),
            2);
}

}  // namespace
}  // namespace vent
