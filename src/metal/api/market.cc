#include "metal/api/market.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "base/sha256.h"

namespace vent::metal {
namespace {

constexpr double kNothingFree = 10;  // times the list price
constexpr double kLowest = 0.15, kHighest = 0.45;
constexpr std::chrono::hours kStep{1};

double in_cents(double price) { return std::max(0.01, std::round(price * 100) / 100); }

// 0 to 1, the same for the same words.
double drawn(const std::string& words) {
  const Sha256Digest digest = sha256(words);
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | digest[i];
  return number / 4294967295.0;
}

const Plan* offered(const MarketPlace& place) {
  const Plan* const plan = find_plan(place.plan);
  const Facility* const facility = find_facility(place.facility);
  return plan != nullptr && facility != nullptr && is_available(*plan, *facility) ? plan : nullptr;
}

WallTime begin_of_step(WallTime time) { return std::chrono::floor<std::chrono::hours>(time); }

std::int64_t milliseconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

Result<MarketPlace> place_from(const Json& json) {
  MarketPlace place;
  place.facility = TRY(json.text("facility"));
  place.plan = TRY(json.text("plan"));
  return place;
}

}  // namespace

std::optional<double> price_at(const Market& market, const MarketPlace& place, WallTime then) {
  const Plan* const plan = offered(place);
  if (plan == nullptr) return std::nullopt;
  std::optional<double> by_hand;
  if (const auto changes = market.set.find(place); changes != market.set.end())
    for (const PriceChange& change : changes->second)
      if (change.since <= then) by_hand = change.price;
  if (by_hand) return by_hand;
  // Every place has its own level, and the hours move around it.
  const double level = drawn(fmt::format("{} {} {}", market.seed, place.facility, plan->slug));
  const double hour = drawn(fmt::format("{} {} {} {}", market.seed, place.facility, plan->slug,
                                        begin_of_step(then).time_since_epoch() / kStep));
  return in_cents(plan->hour * (kLowest + (kHighest - kLowest) * (0.7 * level + 0.3 * hour)));
}

std::optional<int> free_machines(const Market& market, const MarketPlace& place, const InUse& in_use) {
  const auto capacity = market.capacity.find(place);
  if (capacity == market.capacity.end()) return std::nullopt;
  const auto used = in_use.find(place);
  return std::max(0, capacity->second - (used == in_use.end() ? 0 : used->second));
}

std::optional<double> spot_price(const Market& market, const MarketPlace& place, const InUse& in_use, WallTime now) {
  const std::optional<double> price = price_at(market, place, now);
  if (price && free_machines(market, place, in_use) == 0) return in_cents(offered(place)->hour * kNothingFree);
  return price;
}

std::vector<std::pair<WallTime, double>> price_history(const Market& market, const MarketPlace& place, WallTime from,
                                                       WallTime until) {
  std::vector<WallTime> moments = {from};
  for (WallTime step = begin_of_step(from) + kStep; step <= until; step += kStep) moments.push_back(step);
  if (const auto changes = market.set.find(place); changes != market.set.end())
    for (const PriceChange& change : changes->second)
      if (change.since > from && change.since <= until) moments.push_back(change.since);
  std::ranges::sort(moments);
  std::vector<std::pair<WallTime, double>> history;
  for (const WallTime moment : moments) {
    const std::optional<double> price = price_at(market, place, moment);
    if (price && (history.empty() || history.back().second != *price)) history.emplace_back(moment, *price);
  }
  return history;
}

void set_price(Market& market, const MarketPlace& place, std::optional<double> price, WallTime now) {
  market.set[place].push_back({now, price});
}

BidStep next_bid_step(const Market& market, const Bid& bid, const InUse& in_use, WallTime now) {
  if (bid.termination_time) return *bid.termination_time <= now ? BidStep::remove : BidStep::keep;
  if (!bid.is_spot) return BidStep::keep;
  // A machine that is rented is no longer free; that alone does not make it dearer for who has it.
  InUse without = in_use;
  if (const auto used = without.find(bid.place); used != without.end()) used->second = std::max(0, used->second - 1);
  const std::optional<double> price = spot_price(market, bid.place, without, now);
  return price && *price > bid.price_max ? BidStep::outbid : BidStep::keep;
}

Json market_json(const Market& market) {
  Json set = Json::array();
  for (const auto& [place, changes] : market.set)
    for (const PriceChange& change : changes)
      set.push(Json::object()
                   .set("facility", place.facility)
                   .set("plan", place.plan)
                   .set("since", milliseconds(change.since))
                   .set("price", change.price ? Json(*change.price) : Json()));
  Json capacity = Json::array();
  for (const auto& [place, count] : market.capacity)
    capacity.push(Json::object().set("facility", place.facility).set("plan", place.plan).set("machines", count));
  return Json::object()
      .set("seed", market.seed)
      .set("notice_seconds", std::chrono::duration_cast<std::chrono::seconds>(market.notice).count())
      .set("set", std::move(set))
      .set("capacity", std::move(capacity));
}

Result<Market> market_from_json(const Json& json) {
  Market market;
  market.seed = static_cast<std::uint64_t>(TRY(json.integer("seed")));
  market.notice = std::chrono::seconds(TRY(json.integer("notice_seconds")));
  for (const Json& change : TRY(json.list("set"))) {
    const MarketPlace place = TRY(place_from(change));
    const std::int64_t since = TRY(change.integer("since"));
    const std::optional<double> price = TRY(change.optional_number("price"));
    market.set[place].push_back({WallTime(std::chrono::milliseconds(since)), price});
  }
  for (const Json& count : TRY(json.list("capacity"))) {
    const MarketPlace place = TRY(place_from(count));
    market.capacity[place] = static_cast<int>(TRY(count.integer("machines")));
  }
  return market;
}

}  // namespace vent::metal
