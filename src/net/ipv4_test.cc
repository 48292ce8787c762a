#include "net/ipv4.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

// A well-formed range: any prefix, the bits behind it cleared.
Ipv4Range any_range() {
  const int prefix = *rc::gen::inRange(0, 33);
  const std::uint32_t value = *rc::gen::arbitrary<std::uint32_t>();
  return {Ipv4{prefix == 0 ? 0 : value >> (32 - prefix) << (32 - prefix)}, prefix};
}

TEST(Ipv4, ReadsAndWritesTheUsualForm) {
  EXPECT_EQ(Ipv4::parse("10.80.1.2")->value, 0x0a500102u);
  EXPECT_EQ((Ipv4{0xc6336401}).text(), "198.51.100.1");
  EXPECT_EQ(Ipv4::parse("0.0.0.0")->value, 0u);
  EXPECT_EQ(Ipv4::parse("255.255.255.255")->value, ~0u);
  EXPECT_LT(*Ipv4::parse("9.255.255.255"), *Ipv4::parse("10.0.0.0"));
}

TEST(Ipv4, RefusesEverythingElse) {
  for (const char* text : {"",          ".",          "1.2.3",      "1.2.3.4.5", "1.2.3.",   ".1.2.3",   "1..2.3",
                           "256.1.1.1", "1.1.1.1000", "01.2.3.4",   "1.2.3.00",  " 1.2.3.4", "1.2.3.4 ", "+1.2.3.4",
                           "-1.2.3.4",  "0x1.2.3.4",  "1.2.3.4/32", "a.b.c.d",   "16909060", "::1",      "1.2.3.4\n"})
    EXPECT_FALSE(Ipv4::parse(text)) << "'" << text << "'";
  const Result<Ipv4> refused = Ipv4::parse("10.80.01.1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(refused.error().message, "'10.80.01.1' is not an IPv4 address");
}

TEST(Ipv4Range, KnowsItsBounds) {
  const Ipv4Range range = *Ipv4Range::parse("10.80.0.0/16");
  EXPECT_EQ(range.size(), 65536u);
  EXPECT_EQ(range.last().text(), "10.80.255.255");
  EXPECT_EQ(range.at(256 * 3 + 1).text(), "10.80.3.1");
  EXPECT_TRUE(range.contains(*Ipv4::parse("10.80.255.255")));
  EXPECT_FALSE(range.contains(*Ipv4::parse("10.81.0.0")));
  EXPECT_TRUE(range.contains(*Ipv4Range::parse("10.80.4.0/31")));
  EXPECT_FALSE(range.contains(*Ipv4Range::parse("10.0.0.0/8")));
  EXPECT_TRUE(range.overlaps(*Ipv4Range::parse("10.0.0.0/8")));
  EXPECT_FALSE(range.overlaps(*Ipv4Range::parse("10.81.0.0/16")));
}

TEST(Ipv4Range, TheWholeSpaceAndOneAddressAreRangesToo) {
  const Ipv4Range whole = *Ipv4Range::parse("0.0.0.0/0");
  EXPECT_EQ(whole.size(), std::uint64_t{1} << 32);
  EXPECT_EQ(whole.last().text(), "255.255.255.255");
  EXPECT_TRUE(whole.contains(whole));
  const Ipv4Range one = *Ipv4Range::parse("198.51.100.7/32");
  EXPECT_EQ(one.size(), 1u);
  EXPECT_EQ(one.first, one.last());
}

TEST(Ipv4Range, NamesTheRangeThatWasMeant) {
  const Result<Ipv4Range> refused = Ipv4Range::parse("10.80.3.1/16");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(refused.error().message, "'10.80.3.1/16' is an address inside the range 10.80.0.0/16, not a range");
  EXPECT_EQ(refused.error().hint, "did you mean 10.80.0.0/16?");
}

TEST(Ipv4Range, SaysWhichHalfIsWrong) {
  EXPECT_NE(Ipv4Range::parse("10.80.0.0").error().hint.find("slash"), std::string::npos);
  EXPECT_NE(Ipv4Range::parse("10.80.0/16").error().hint.find("before the slash"), std::string::npos);
  for (const char* text : {"10.80.0.0/33", "10.80.0.0/", "10.80.0.0/016", "10.80.0.0/1/6", "10.80.0.0/-1"}) {
    ASSERT_FALSE(Ipv4Range::parse(text)) << text;
    EXPECT_NE(Ipv4Range::parse(text).error().hint.find("behind the slash"), std::string::npos) << text;
  }
}

RC_GTEST_PROP(Ipv4Property, TextIsReadBack, (std::uint32_t value)) {
  RC_ASSERT(Ipv4::parse(Ipv4{value}.text()) == Ipv4{value});
}

// A good text with one character replaced or put in: near enough that some are accepted and some are not.
RC_GTEST_PROP(Ipv4Property, WhatIsAcceptedIsWhatTextWrites, ()) {
  std::string text = any_range().text();
  const std::size_t place = *rc::gen::inRange<std::size_t>(0, text.size());
  const char other = *rc::gen::element('0', '1', '9', '.', '/', ' ', '-', 'a');
  text.replace(place, *rc::gen::inRange<std::size_t>(0, 2), 1, other);
  if (const Result<Ipv4Range> range = Ipv4Range::parse(text)) RC_ASSERT(range->text() == text);
  const std::string before_slash = text.substr(0, text.find('/'));
  if (const Result<Ipv4> address = Ipv4::parse(before_slash)) RC_ASSERT(address->text() == before_slash);
}

RC_GTEST_PROP(Ipv4RangeProperty, TextIsReadBack, ()) {
  const Ipv4Range range = any_range();
  RC_ASSERT(Ipv4Range::parse(range.text()) == range);
}

RC_GTEST_PROP(Ipv4RangeProperty, AnyAddressInsideLeadsToTheRangeThatWasMeant, ()) {
  const Ipv4Range range = any_range();
  const Ipv4 inside = range.at(*rc::gen::inRange<std::uint64_t>(0, range.size()));
  const Result<Ipv4Range> read = Ipv4Range::parse(Ipv4Range{inside, range.prefix}.text());
  if (inside == range.first)
    RC_ASSERT(read == range);
  else
    RC_ASSERT(read.error().hint.find(range.text()) != std::string::npos);
}

RC_GTEST_PROP(Ipv4RangeProperty, ContainsExactlyItsAddresses, (std::uint32_t value)) {
  const Ipv4Range range = any_range();
  const std::uint64_t offset = std::uint64_t{value} - range.first.value;  // wraps to a huge one when below
  RC_ASSERT(range.contains(Ipv4{value}) == (offset < range.size()));
  RC_ASSERT(range.contains(range.first));
  RC_ASSERT(range.contains(range.last()));
  RC_ASSERT(range.at(range.size() - 1) == range.last());
}

RC_GTEST_PROP(Ipv4RangeProperty, TwoRangesOverlapExactlyWhenOneHoldsTheOther, ()) {
  const Ipv4Range a = any_range();
  // Half of the time a neighbour or a part, since two ranges made independently rarely meet.
  Ipv4Range b = any_range();
  if (*rc::gen::arbitrary<bool>() && b.prefix > 0) {
    const std::uint32_t mask = ~std::uint32_t{0} << (32 - b.prefix);
    b.first.value = (a.first.value ^ (*rc::gen::element<std::uint32_t>(0, 1, 256, 65536))) & mask;
  }
  RC_ASSERT(a.overlaps(b) == (a.contains(b) || b.contains(a)));
  RC_ASSERT(a.overlaps(b) == b.overlaps(a));
}

}  // namespace
}  // namespace vent
