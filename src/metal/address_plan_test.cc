#include "metal/address_plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace vent::metal {
namespace {

Ipv4Range range(const std::string& text) { return *Ipv4Range::parse(text); }

enum class Half { lower, upper };  // of all addresses

rc::Gen<Ipv4Range> any_range(Half half, int shortest, int longest) {
  const std::uint32_t begin = half == Half::lower ? 0 : 1U << 31;
  const auto offsets = rc::gen::inRange<std::uint32_t>(0, 1U << 31);
  return rc::gen::map(rc::gen::pair(offsets, rc::gen::inRange(shortest, longest + 1)),
                      [begin](const std::pair<std::uint32_t, int>& drawn) {
                        const auto [offset, prefix] = drawn;
                        return Ipv4Range{Ipv4{(begin + offset) >> (32 - prefix) << (32 - prefix)}, prefix};
                      });
}

TEST(AddressPlan, HasTheShapeOfTheRentedNetwork) {
  const Result<AddressPlan> plan = AddressPlan::make(range("10.80.0.0/16"), range("198.51.100.0/24"));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->slots(), 63);
  EXPECT_EQ(plan->operator_address().text(), "10.80.0.1");
  EXPECT_EQ(plan->operator_gateway().text(), "10.80.0.0");
  EXPECT_EQ(plan->host(2).private_address.text(), "10.80.2.1");
  EXPECT_EQ(plan->host(2).private_gateway.text(), "10.80.2.0");
  EXPECT_EQ(plan->host(2).public_address.text(), "198.51.100.5");
  EXPECT_EQ(plan->host(2).public_gateway.text(), "198.51.100.4");
}

TEST(AddressPlan, TheSmallestRangesHoldOneHost) {
  const Result<AddressPlan> plan = AddressPlan::make(range("10.80.0.0/23"), range("198.51.100.0/29"));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->slots(), 1);
}

TEST(AddressPlan, RefusesRangesThatHoldNoHost) {
  for (const auto& [private_range, public_range, named] : std::vector<std::array<std::string, 3>>{
           {"10.80.0.0/24", "198.51.100.0/24", "the private range 10.80.0.0/24 is too small"},
           {"10.80.0.0/16", "198.51.100.0/30", "the public range 198.51.100.0/30 is too small"}}) {
    const Result<AddressPlan> plan = AddressPlan::make(range(private_range), range(public_range));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().id, "VENT_RANGE_TOO_SMALL");
    EXPECT_EQ(plan.error().kind, ErrorKind::bad_input);
    EXPECT_EQ(plan.error().message, named);
    EXPECT_NE(plan.error().hint, "");
  }
}

TEST(AddressPlan, RefusesRangesThatOverlap) {
  for (const char* other : {"10.80.0.0/16", "10.0.0.0/8", "10.80.255.0/24"}) {
    const Result<AddressPlan> plan = AddressPlan::make(range("10.80.0.0/16"), range(other));
    ASSERT_FALSE(plan) << other;
    EXPECT_EQ(plan.error().id, "VENT_RANGES_OVERLAP");
    EXPECT_NE(plan.error().message.find(other), std::string::npos);
  }
}

RC_GTEST_PROP(AddressPlanProperty, NoAddressIsGivenTwiceAndAllAreInsideTheRanges, ()) {
  const Ipv4Range private_range = *any_range(Half::lower, 8, 23);
  const Ipv4Range public_range = *any_range(Half::upper, 8, 29);
  const Result<AddressPlan> plan = AddressPlan::make(private_range, public_range);
  RC_ASSERT(plan.has_value());
  RC_ASSERT(plan->slots() >= 1);

  // Neighbours of the first, the last and of one in between.
  const int middle = *rc::gen::inRange(1, plan->slots() + 1);
  std::set<int> slots;
  for (const int around : {1, middle, plan->slots()})
    for (int slot = around - 3; slot <= around + 3; ++slot)
      if (slot >= 1 && slot <= plan->slots()) slots.insert(slot);

  std::set<Ipv4> seen = {plan->operator_address(), plan->operator_gateway()};
  RC_ASSERT(seen.size() == 2u);
  for (const int slot : slots) {
    const HostAddresses host = plan->host(slot);
    for (const Ipv4 address : {host.private_address, host.private_gateway, host.public_address, host.public_gateway})
      RC_ASSERT(seen.insert(address).second);
    for (const auto& [address, gateway] :
         {std::pair(host.private_address, host.private_gateway), std::pair(host.public_address, host.public_gateway)}) {
      RC_ASSERT(gateway.value % 2 == 0u);
      RC_ASSERT(address.value == gateway.value + 1);
    }
    RC_ASSERT(private_range.contains(host.private_address));
    // The upper half is kept for addresses that move.
    RC_ASSERT(public_range.contains(host.public_address));
    RC_ASSERT(host.public_address < public_range.at(public_range.size() / 2));
  }
}

}  // namespace
}  // namespace vent::metal
