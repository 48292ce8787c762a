#include "metal/device_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "formats/test_support/any_json.h"
#include "metal/test_support/sample_lab.h"
#include "support/golden.h"

namespace vent::metal {
namespace {

TEST(DeviceJson, AnActiveHost) {
  expect_golden("device_active.json", device_json(sample_host(), sample_plan()).pretty() + "\n");
}

TEST(DeviceJson, AQueuedHostHasNoAddressesYet) {
  Host host = sample_host(2);
  host.state = HostState::queued;
  host.host_keys.clear();
  host.seconds_to_ssh.reset();
  expect_golden("device_queued.json", device_json(host, sample_plan()).pretty() + "\n");
}

// By way of its text, as between the API and a client.
Result<HostView> as_a_client_sees(const Host& host) {
  return host_from_device(TRY(parse_json(device_json(host, sample_plan()).compact(), "the device")));
}

TEST(HostFromDevice, ReadsWhatTheApiWrites) {
  Host host = sample_host(3);
  const HostView expected{.id = host.id,
                          .name = "worker-3",
                          .state = "active",
                          .private_address = "10.80.3.1",
                          .public_address = "198.51.100.7",
                          .problem = "",
                          .created_at = "2026-01-01T03:00:00Z",
                          .seconds_to_ssh = 6.25,
                          .is_settled = true};
  EXPECT_EQ(*as_a_client_sees(host), expected);
}

RC_GTEST_PROP(HostFromDeviceProperty, ReadsWhatTheApiWritesOfAnyHost, ()) {
  Host host = *any_host();
  host.slot = *rc::gen::inRange(1, sample_plan().slots() + 1);
  const Result<HostView> view = as_a_client_sees(host);
  RC_ASSERT(view.has_value());
  const HostAddresses addresses = sample_plan().host(host.slot);
  const bool has_addresses = host.state != HostState::queued;
  const HostView expected{.id = host.id,
                          .name = host.name,
                          .state = std::string(state_name(host.state)),
                          .private_address = has_addresses ? addresses.private_address.text() : "",
                          .public_address = has_addresses ? addresses.public_address.text() : "",
                          .problem = host.problem,
                          .created_at = format_utc(host.created_at),
                          .seconds_to_ssh = host.seconds_to_ssh,
                          .is_settled = is_settled(host)};
  RC_ASSERT(*view == expected);
}

TEST(HostFromDevice, NamesWhatIsMissing) {
  const Json device = *parse_json(R"({"id": "a", "hostname": "b", "state": "active"})", "the device");
  const Result<HostView> view = host_from_device(device);
  ASSERT_FALSE(view);
  EXPECT_THAT(view.error().message, testing::HasSubstr("vent"));
}

Result<Link> link_from_text(const std::string& text) { return link_from_json(TRY(parse_json(text, "the link"))); }

TEST(LinkJson, Golden) {
  EXPECT_EQ(link_json({.a = "x", .b = kOperator, .delay_milliseconds = 40, .loss = 0.02, .blocked = false}).compact(),
            R"({"a":"x","b":"operator","delay_milliseconds":40.0,"loss":0.02,"blocked":false})");
}

TEST(LinkFromJson, WhatIsNotSaidIsOrdinary) {
  EXPECT_EQ(*link_from_text(R"({"a": "x", "b": "y"})"), (Link{.a = "x", .b = "y"}));
  EXPECT_EQ(*link_from_text(R"({"a": "x", "b": "y", "delay_milliseconds": 40, "loss": 1, "blocked": null})"),
            (Link{.a = "x", .b = "y", .delay_milliseconds = 40, .loss = 1}));
}

TEST(LinkFromJson, RefusesWhatNoLinkCanBe) {
  for (const char* text :
       {R"({"a": "x", "b": "x"})", R"({"a": "x", "b": "y", "loss": 1.01})", R"({"a": "x", "b": "y", "loss": -0.1})",
        R"({"a": "x", "b": "y", "delay_milliseconds": -1})", R"({"a": "x", "b": "y", "delay_milliseconds": 60001})"}) {
    const Result<Link> link = link_from_text(text);
    ASSERT_FALSE(link) << text;
    EXPECT_EQ(link.error().id, "VENT_LINK") << text;
    EXPECT_EQ(link.error().kind, ErrorKind::bad_input);
  }
  for (const char* text : {"{}", R"({"a": "x"})", R"({"a": "x", "b": 7})", R"({"a": "x", "b": "y", "loss": "2%"})"})
    EXPECT_FALSE(link_from_text(text)) << text;
}

RC_GTEST_PROP(LinkJsonProperty, IsReadAsItWasWritten, ()) {
  const Link link{.a = *any_awkward_text(),
                  .b = *any_awkward_text(),
                  .delay_milliseconds = *rc::gen::inRange(0, 60'000'001) / 1e3,
                  .loss = *rc::gen::inRange(0, 1'000'001) / 1e6,
                  .blocked = *rc::gen::arbitrary<bool>()};
  RC_PRE(link.a != link.b);
  RC_ASSERT(*link_from_text(link_json(link).compact()) == link);
}

}  // namespace
}  // namespace vent::metal
