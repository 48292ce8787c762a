// What we answer, beside what was recorded of the rented cloud. The recordings lie outside the project.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/files.h"
#include "metal/api/errors.h"
#include "metal/device_json.h"
#include "metal/test_support/sample_lab.h"

namespace vent::metal {
namespace {

const Path kRecorded = Path(VENT_TESTDATA) / "../../../../shared/fixtures/packet/perl6-cloud-pacnet";
constexpr const char* kDevice = "44a8493a-fb17-453e-98b5-327eee9225e9";

std::optional<Json> recorded(const Path& file) {
  const Result<std::string> text = read_file(kRecorded / file);
  if (!text) return std::nullopt;
  return *parse_json(*text, file.string());
}

#define NEED_RECORDING(name, file)                 \
  const std::optional<Json> name = recorded(file); \
  if (!name) GTEST_SKIP() << "../shared is absent, so nothing is compared with the recordings"

// What the rented cloud has and we leave out, because nothing here stands for it.
const std::set<std::string> kLeftOut = {"ip_addresses[].parent_block", "network_ports[].hardware"};

// Every key of theirs is there with us, and with the same kind of value where both have one.
void expect_same_shape(const Json& theirs, const Json& ours, const std::string& path) {
  if (kLeftOut.contains(path)) return;
  if (theirs.is_null() || ours.is_null()) return;
  const auto is_number = [](const Json& json) {
    return json.kind() == JsonKind::integer || json.kind() == JsonKind::number;
  };
  const bool is_alike = theirs.kind() == ours.kind() || (is_number(theirs) && is_number(ours));
  ASSERT_TRUE(is_alike) << path;
  if (theirs.is_array()) {
    if (!theirs.items().empty() && !ours.items().empty())
      expect_same_shape(theirs.items().front(), ours.items().front(), path + "[]");
    return;
  }
  for (const JsonEntry& entry : theirs.entries()) {
    const std::string inner = path.empty() ? entry.key : path + "." + entry.key;
    if (kLeftOut.contains(inner)) continue;
    ASSERT_TRUE(ours.has(entry.key)) << "no " << inner;
    expect_same_shape(entry.value, *ours.field(entry.key), inner);
  }
}

TEST(Recorded, AnActiveDeviceHasAllTheirKeys) {
  NEED_RECORDING(theirs, Path("51-Proj-and-Dev-part2/devices") / kDevice / "get1.json");
  expect_same_shape(*theirs, device_json(sample_host(), sample_plan()), "");
}

TEST(Recorded, ADeviceThatWasJustCreated) {
  NEED_RECORDING(theirs, "50-Proj-and-Dev-part1/projects/45939588-2d47-4cbd-830c-9f02363ebb5e/devices/post1.json");
  Host host = sample_host();
  host.state = HostState::queued;
  host.done.reinstalls = -1;
  const Json ours = device_json(host, sample_plan());
  expect_same_shape(*theirs, ours, "");
  EXPECT_TRUE(ours.list("ip_addresses")->empty());
  EXPECT_EQ(ours.list("provisioning_events")->size(), theirs->list("provisioning_events")->size());
}

TEST(Recorded, WhatIsSaidOfADeviceThatIsGone) {
  NEED_RECORDING(theirs, Path("51-Proj-and-Dev-part2/devices") / kDevice / "get1.error.json");
  EXPECT_EQ(error_body(not_authorized("device")).texts("errors").value(), theirs->texts("errors").value());
}

}  // namespace
}  // namespace vent::metal
