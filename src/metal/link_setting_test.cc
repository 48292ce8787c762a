#include "metal/link_setting.h"

#include <gtest/gtest.h>

#include <cmath>

namespace vent::metal {
namespace {

using namespace std::chrono_literals;

const Ipv4 kA = *Ipv4::parse("10.80.1.1");
const Ipv4 kPublicA = *Ipv4::parse("198.51.100.3");
const Ipv4 kB = *Ipv4::parse("10.80.2.1");
const Ipv4 kC = *Ipv4::parse("10.80.3.1");

TEST(LinkTable, HoldsBothDirectionsBetweenAllAddresses) {
  const Result<LinkTable> table = link_table({{.a = {kA, kPublicA}, .b = {kB}, .delay = 20ms, .loss = 0.5}});
  const LinkEffect effect{20ms, 0.5, false};
  EXPECT_EQ(table,
            (LinkTable{{{kA, kB}, effect}, {{kB, kA}, effect}, {{kPublicA, kB}, effect}, {{kB, kPublicA}, effect}}));
}

TEST(LinkTable, TheLaterSettingHolds) {
  const std::vector<Ipv4> all = {kA, kB, kC};
  const Result<LinkTable> table =
      link_table({{.a = all, .b = all, .blocked = true}, {.a = {kB}, .b = {kA}, .delay = 5ms}});
  ASSERT_TRUE(table);
  EXPECT_EQ(table->size(), 6u);  // an address has no link to itself
  EXPECT_EQ(table->at({kA, kB}), (LinkEffect{.delay = 5ms}));
  EXPECT_EQ(table->at({kB, kA}), (LinkEffect{.delay = 5ms}));
  EXPECT_TRUE(table->at({kA, kC}).blocked);
}

TEST(LinkTable, ASettingWithoutEffectUndoesAnEarlierOne) {
  EXPECT_EQ(link_table({{.a = {kA}, .b = {kB}, .blocked = true}, {.a = {kA}, .b = {kB}}}), LinkTable{});
  EXPECT_EQ(link_table({}), LinkTable{});
}

TEST(LinkTable, RefusesWhatNoLinkCanDo) {
  for (const double loss : {-0.1, 1.1, std::nan(""), HUGE_VAL}) {
    const Result<LinkTable> table = link_table({{.a = {kA}, .b = {kB}, .loss = loss}});
    ASSERT_FALSE(table) << loss;
    EXPECT_EQ(table.error().kind, ErrorKind::bad_input);
  }
  for (const std::chrono::microseconds delay :
       {-1us, std::chrono::microseconds(1h) + 1us, std::chrono::microseconds::max()})
    EXPECT_FALSE(link_table({{.a = {kA}, .b = {kB}, .delay = delay}})) << delay.count();
}

}  // namespace
}  // namespace vent::metal
