#include "cluster/pod_ranges.h"

#include <fmt/core.h>

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

Ipv4Range range(const std::string& text) { return Ipv4Range::parse(text).value(); }

Cluster cluster_of(const std::vector<std::string>& names, const std::string& pods = "172.16.0.0/16") {
  Cluster cluster;
  cluster.overlay = Overlay::vxlan;
  cluster.pods = range(pods);
  for (const std::string& name : names) cluster.hosts.emplace_back().name = name;
  return cluster;
}

// "a 172.16.0.0/24, b 172.16.1.0/24", or the error.
std::string text_of(const Result<std::vector<GivenRange>>& given) {
  if (!given) return given.error().message;
  std::string text;
  for (const GivenRange& one : *given)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", one.host, one.range.text());
  return text;
}

TEST(GivePodRanges, TheLowestThatNobodyHas) {
  EXPECT_EQ(text_of(give_pod_ranges(cluster_of({"b", "a"}), {})), "b 172.16.0.0/24, a 172.16.1.0/24");
}

TEST(GivePodRanges, WhoHasOneKeepsItWhateverStandsBeforeHim) {
  const std::vector<GivenRange> before = {{"a", range("172.16.0.0/24")}, {"b", range("172.16.1.0/24")}};
  EXPECT_EQ(text_of(give_pod_ranges(cluster_of({"new", "b", "a"}), before)),
            "a 172.16.0.0/24, b 172.16.1.0/24, new 172.16.2.0/24");
}

TEST(GivePodRanges, WhoIsGoneMayComeBackToHis) {
  const std::vector<GivenRange> before = {{"gone", range("172.16.0.0/24")}, {"b", range("172.16.1.0/24")}};
  EXPECT_EQ(text_of(give_pod_ranges(cluster_of({"b", "new"}), before)),
            "gone 172.16.0.0/24, b 172.16.1.0/24, new 172.16.2.0/24");
  // Until nothing else is left.
  EXPECT_EQ(text_of(give_pod_ranges(cluster_of({"b", "new"}, "172.16.0.0/23"), before)),
            "new 172.16.0.0/24, b 172.16.1.0/24");
  EXPECT_EQ(text_of(give_pod_ranges(cluster_of({"b", "new", "more"}, "172.16.0.0/23"), before)),
            "no /24 of the pods' 172.16.0.0/23 is left for more");
}

TEST(GivePodRanges, WhatTheFileSaysCountsMore) {
  Cluster cluster = cluster_of({"a", "b", "c"});
  cluster.hosts[1].pod_range = range("172.16.0.0/23");
  EXPECT_EQ(text_of(give_pod_ranges(cluster, {})), "b 172.16.0.0/23, a 172.16.2.0/24, c 172.16.3.0/24");
  EXPECT_EQ(text_of(give_pod_ranges(cluster, {{"gone", range("172.16.1.0/24")}, {"b", range("172.16.9.0/24")}})),
            "b 172.16.0.0/23, a 172.16.2.0/24, c 172.16.3.0/24");
  EXPECT_EQ(text_of(give_pod_ranges(cluster, {{"c", range("172.16.1.0/24")}})),
            "the pod range 172.16.0.0/23 of b is wanted, and c has 172.16.1.0/24");
  // Two may change at once.
  cluster.hosts[0].pod_range = range("172.16.2.0/24");
  EXPECT_EQ(text_of(give_pod_ranges(cluster, {{"a", range("172.16.0.0/24")}, {"b", range("172.16.2.0/24")}})),
            "b 172.16.0.0/23, a 172.16.2.0/24, c 172.16.3.0/24");
}

TEST(GivePodRanges, NothingOfAnotherRangeOfPodsStays) {
  EXPECT_EQ(text_of(give_pod_ranges(cluster_of({"a"}, "10.200.0.0/16"), {{"a", range("172.16.0.0/24")}})),
            "a 10.200.0.0/24");
}

// Whatever hosts came and went before: each has a range, in that of pods, and nobody else has a part of it.
RC_GTEST_PROP(GivePodRanges, NothingIsInTheRangesOfTwoHosts, ()) {
  std::vector<GivenRange> given;
  for (int turn = 0; turn < 6; ++turn) {
    Cluster cluster = cluster_of({}, "172.16.0.0/20");
    for (int number = 0; number < 12; ++number)
      if (*rc::gen::arbitrary<bool>()) cluster.hosts.emplace_back().name = fmt::format("host-{}", number);
    const std::vector<GivenRange> before = given;
    given = give_pod_ranges(cluster, given).value();
    fill_in(cluster, given);
    for (const Host& host : cluster.hosts) {
      RC_ASSERT(host.pod_range && cluster.pods.contains(*host.pod_range));
      for (const GivenRange& other : given)
        RC_ASSERT(other.host == host.name || !other.range.overlaps(*host.pod_range));
      for (const GivenRange& earlier : before) RC_ASSERT(earlier.host != host.name || earlier.range == *host.pod_range);
    }
    RC_ASSERT(give_pod_ranges(cluster, given).value() == given);
  }
}

TEST(GivenRanges, AreReadAsTheyWereWritten) {
  const std::vector<GivenRange> given = {{"a", range("172.16.0.0/24")}, {"b", range("172.16.1.0/26")}};
  EXPECT_EQ(read_given_ranges(write_given_ranges(given), "pod-ranges.json").value(), given);
  for (const char* damaged : {"", "{}", R"({"ranges": [{"host": "a", "range": "172.16.0.1/24"}]})"})
    EXPECT_NE(read_given_ranges(damaged, "pod-ranges.json").error().hint.find("backup"), std::string::npos) << damaged;
}

}  // namespace
}  // namespace vent
