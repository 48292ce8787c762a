#include "metal/api/device_events.h"

#include <gtest/gtest.h>

#include "metal/test_support/sample_lab.h"

namespace vent::metal {
namespace {

std::string types(const Host& before, const Host& after) {
  std::string all;
  for (const DeviceEvent& event : events_between(before, after)) all += event.type.substr(event.type.find('.')) + " ";
  return all;
}

Host in_state(HostState state, int reinstalls_done = 0) {
  Host host = sample_host();
  host.state = state;
  host.done.reinstalls = reinstalls_done;
  return host;
}

TEST(EventsBetween, AnInstallationGoesFrom101To110) {
  const Host queued = in_state(HostState::queued, -1), begun = in_state(HostState::provisioning, -1);
  const Host has_disk = in_state(HostState::provisioning), active = in_state(HostState::active);
  EXPECT_EQ(types(queued, begun), ".101 ");
  EXPECT_EQ(types(begun, has_disk), ".102 .103 .104 .105 .106 .107 .108 .109 ");
  EXPECT_EQ(types(has_disk, active), ".110 ");
  EXPECT_EQ(types(active, active), "");
}

TEST(EventsBetween, SaysWhatHappenedToADeviceThatWasThere) {
  EXPECT_EQ(types(in_state(HostState::powering_off), in_state(HostState::inactive)), ".powered_off ");
  EXPECT_EQ(types(in_state(HostState::rebooting), in_state(HostState::active)), ".powered_on ");
  EXPECT_EQ(types(in_state(HostState::provisioning, -1), in_state(HostState::failed, -1)), ".failed ");
  EXPECT_EQ(types(in_state(HostState::provisioning, -1), in_state(HostState::deprovisioning, -1)), "");
}

}  // namespace
}  // namespace vent::metal
