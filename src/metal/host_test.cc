#include "metal/host.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metal/test_support/sample_lab.h"
#include "support/golden.h"

namespace vent::metal {
namespace {

TEST(HostState, EveryOneHasANameOfItsOwn) {
  for (int number = 0; number <= static_cast<int>(HostState::failed); ++number) {
    const HostState state = static_cast<HostState>(number);
    EXPECT_EQ(state_from_name(state_name(state)), state);
  }
  EXPECT_EQ(state_name(HostState::powering_off), "powering_off");
  EXPECT_EQ(state_from_name("nonsense"), std::nullopt);
}

struct SettledCase {
  const char* about;
  HostState state;
  Wanted wanted;
  Done done;
  bool is_settled;
};

TEST(IsSettled, WhenItIsAsItsOwnerWantsIt) {
  const Done none;
  const Done disk{.reboots = 0, .reinstalls = 0};
  for (const SettledCase& each : std::vector<SettledCase>{
           {"just created", HostState::queued, {}, none, false},
           {"active", HostState::active, {}, disk, true},
           {"off and to be off", HostState::inactive, {.powered = false}, disk, true},
           {"off and to be on", HostState::inactive, {}, disk, false},
           {"on and to be off", HostState::active, {.powered = false}, disk, false},
           {"on its way", HostState::powering_on, {}, disk, false},
           {"a reboot is due", HostState::active, {.reboots = 1}, disk, false},
           {"a reboot is done", HostState::active, {.reboots = 1}, {.reboots = 1, .reinstalls = 0}, true},
           {"switched off before a reboot", HostState::inactive, {.powered = false, .reboots = 1}, disk, true},
           {"a reinstall is due", HostState::active, {.reinstalls = 1}, disk, false},
           {"failed", HostState::failed, {}, disk, true},
           {"failed before it had a disk", HostState::failed, {}, none, true},
           {"being deleted", HostState::deprovisioning, {.deleted = true}, disk, false},
           {"failed while being deleted", HostState::failed, {.deleted = true}, disk, true}}) {
    Host host = sample_host();
    host.state = each.state;
    host.wanted = each.wanted;
    host.done = each.done;
    EXPECT_EQ(is_settled(host), each.is_settled) << each.about;
  }
}

TEST(HostRecord, Golden) { expect_golden("host_record.json", to_json_text(sample_host()) + "\n"); }

TEST(HostRecord, ADamagedOneIsAnError) {
  EXPECT_FALSE(host_from_json_text(""));
  EXPECT_FALSE(host_from_json_text("{}"));
  std::string text = to_json_text(sample_host());
  text.replace(text.find("active"), 6, "asleep");
  const Result<Host> host = host_from_json_text(text);
  ASSERT_FALSE(host);
  EXPECT_NE(host.error().message.find("asleep"), std::string::npos);
}

RC_GTEST_PROP(HostRecordProperty, IsReadAsItWasWritten, ()) {
  const Host host = *any_host();
  const Result<Host> read = host_from_json_text(to_json_text(host));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == host);
}

}  // namespace
}  // namespace vent::metal
