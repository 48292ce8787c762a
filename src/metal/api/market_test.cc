#include "metal/api/market.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "metal/api/placement.h"

namespace vent::metal {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const MarketPlace kHere{"ams1", "c2.medium.x86"};
const WallTime kNoon = WallTime(hours(500'000));

rc::Gen<MarketPlace> any_place() {
  return rc::gen::exec([] {
    const Facility& facility = facilities()[*rc::gen::inRange<std::size_t>(0, facilities().size())];
    const Plan& plan = plans()[*rc::gen::inRange<std::size_t>(0, plans().size())];
    return MarketPlace{std::string(facility.code), std::string(plan.slug)};
  });
}

WallTime any_time() { return WallTime(std::chrono::minutes(*rc::gen::inRange<std::int64_t>(0, 40'000'000))); }

TEST(Market, WhatIsNotOfferedHasNoPrice) {
  EXPECT_FALSE(price_at({}, {"fra1", "c2.medium.x86"}, kNoon));
  EXPECT_FALSE(price_at({}, {"nowhere", "c2.medium.x86"}, kNoon));
  EXPECT_TRUE(price_at({}, kHere, kNoon));
}

TEST(Market, APriceSetByHandHoldsFromThenOn) {
  Market market;
  const double before = *price_at(market, kHere, kNoon);
  set_price(market, kHere, 0.77, kNoon + seconds(10));
  EXPECT_EQ(price_at(market, kHere, kNoon), before);
  EXPECT_EQ(price_at(market, kHere, kNoon + seconds(10)), 0.77);
  EXPECT_EQ(price_at(market, kHere, kNoon + hours(1000)), 0.77);
  set_price(market, kHere, std::nullopt, kNoon + seconds(20));
  EXPECT_EQ(price_at(market, kHere, kNoon + seconds(20)), before) << "it moves by itself again";
}

TEST(Market, NothingFreeCostsTenTimesTheListPrice) {
  Market market;
  market.capacity[kHere] = 2;
  EXPECT_EQ(spot_price(market, kHere, {{kHere, 1}}, kNoon), price_at(market, kHere, kNoon));
  EXPECT_EQ(spot_price(market, kHere, {{kHere, 2}}, kNoon), 10.0);
  EXPECT_EQ(spot_price(market, kHere, {{kHere, 3}}, kNoon), 10.0);
}

TEST(NextBidStep, TheLifeOfABid) {
  Market market;
  set_price(market, kHere, 0.30, kNoon);
  Bid bid{.place = kHere, .is_spot = true, .price_max = 0.30};
  EXPECT_EQ(next_bid_step(market, bid, {{kHere, 1}}, kNoon), BidStep::keep) << "as high as the price is enough";
  set_price(market, kHere, 0.31, kNoon);
  EXPECT_EQ(next_bid_step(market, bid, {{kHere, 1}}, kNoon), BidStep::outbid);
  bid.termination_time = kNoon + market.notice;
  EXPECT_EQ(next_bid_step(market, bid, {{kHere, 1}}, kNoon + seconds(119)), BidStep::keep);
  EXPECT_EQ(next_bid_step(market, bid, {{kHere, 1}}, kNoon + seconds(120)), BidStep::remove);
  bid = {.place = kHere, .is_spot = false, .price_max = 0};
  EXPECT_EQ(next_bid_step(market, bid, {{kHere, 1}}, kNoon), BidStep::keep) << "who pays the list price stays";
}

TEST(NextBidStep, TheLastMachineIsNotTakenFromWhoHasIt) {
  Market market;
  market.capacity[kHere] = 1;
  const Bid bid{.place = kHere, .is_spot = true, .price_max = 1.0};
  EXPECT_EQ(next_bid_step(market, bid, {{kHere, 1}}, kNoon), BidStep::keep);
  market.capacity[kHere] = 0;
  EXPECT_EQ(next_bid_step(market, bid, {{kHere, 1}}, kNoon), BidStep::outbid) << "the machine itself is wanted";
}

TEST(ChooseFacility, TheFirstThatTakesTheBid) {
  Market market;
  set_price(market, kHere, 0.50, kNoon);
  set_price(market, {"ewr1", kHere.plan}, 0.20, kNoon);
  const PlaceWish wish{.facilities = {"ams1", "ewr1"}, .plan = kHere.plan, .bid = 0.30};
  EXPECT_EQ(choose_facility(wish, market, {}, kNoon).value(), "ewr1");
  EXPECT_EQ(
      choose_facility({.facilities = {"ams1"}, .plan = kHere.plan, .bid = 0.30}, market, {}, kNoon).error().text(),
      "error: Spot price max of $0.30 is below the current price of c2.medium.x86: $0.50 in ams1 "
      "[VENT_BID_TOO_LOW]");
}

TEST(ChooseFacility, SaysWhyNot) {
  Market market;
  market.capacity[kHere] = 0;
  const auto refused = [&](const PlaceWish& wish) { return choose_facility(wish, market, {}, kNoon).error().message; };
  EXPECT_EQ(refused({.facilities = {"ams1"}, .plan = kHere.plan}), "There aren't available servers in that facility");
  EXPECT_EQ(refused({.facilities = {}, .metro = "am", .plan = kHere.plan}),
            "There aren't available servers in that metro");
  EXPECT_EQ(refused({.facilities = {"fra1"}, .plan = kHere.plan}), "Facility can't be blank");
  EXPECT_EQ(refused({.facilities = {"ams2"}, .plan = kHere.plan}),
            "Facility 'ams2' is not known, did you mean 'ams1'?");
  EXPECT_EQ(choose_facility({.facilities = {"any"}, .plan = kHere.plan}, market, {}, kNoon).value(), "ewr1");
}

RC_GTEST_PROP(MarketProperty, IsTheSameForTheSameSeedAndBetweenItsBounds, ()) {
  Market market;
  market.seed = *rc::gen::arbitrary<std::uint64_t>();
  const MarketPlace place = *any_place();
  const WallTime time = any_time();
  const std::optional<double> price = price_at(market, place, time);
  RC_ASSERT(price == price_at(market, place, time));
  RC_PRE(price.has_value());
  RC_ASSERT(*price >= 0.01 && *price <= find_plan(place.plan)->hour);
}

RC_GTEST_PROP(MarketProperty, TheHistorySaysWhatThePriceWas, ()) {
  Market market;
  const WallTime from = any_time();
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
    set_price(market, kHere, *rc::gen::inRange(1, 500) / 100.0, from + std::chrono::minutes(60 * i));
  std::ranges::sort(market.set[kHere], {}, &PriceChange::since);
  const WallTime until = from + hours(10);
  const auto history = price_history(market, kHere, from, until);
  const WallTime asked = from + std::chrono::minutes(*rc::gen::inRange(0, 600));
  double last = 0;
  for (const auto& [moment, price] : history)
    if (moment <= asked) last = price;
  RC_ASSERT(last == *price_at(market, kHere, asked));
}

RC_GTEST_PROP(MarketProperty, IsReadAsItWasWritten, ()) {
  Market market;
  market.seed = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 62);
  market.notice = seconds(*rc::gen::inRange(0, 1000));
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    const MarketPlace place = *any_place();
    set_price(market, place, *rc::gen::inRange(1, 500) / 100.0, kNoon);
    if (i % 2 == 0) set_price(market, place, std::nullopt, kNoon + seconds(1));
    market.capacity[place] = i;
  }
  RC_ASSERT(*market_from_json(*parse_json(market_json(market).compact(), "the market")) == market);
}

}  // namespace
}  // namespace vent::metal
