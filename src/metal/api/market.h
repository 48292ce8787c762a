#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "formats/json.h"
#include "metal/api/catalogue.h"

namespace vent::metal {

// The spot market: what a machine costs right now in a place, and how many are free. A price follows from the seed, the
// place, the plan and the hour, so the same market moves the same way every time; a person may set prices and numbers
// by hand. A price of ten times the list price means that nothing is free. Pure: who asks says what time it is.
struct MarketPlace {
  std::string facility, plan;  // code and slug

  auto operator<=>(const MarketPlace&) const = default;
};

// A price that was set by hand from a moment on; none: it moves by itself again.
struct PriceChange {
  WallTime since;
  std::optional<double> price;

  bool operator==(const PriceChange&) const = default;
};

struct Market {
  std::uint64_t seed = 1;
  Duration notice = std::chrono::seconds(120);          // from being outbid to being deleted
  std::map<MarketPlace, std::vector<PriceChange>> set;  // in the order of time
  std::map<MarketPlace, int> capacity;                  // how many machines there are; elsewhere as many as one likes

  bool operator==(const Market&) const = default;
};

// How many machines of a kind are rented in a place.
using InUse = std::map<MarketPlace, int>;

// None where the plan is not offered at all.
std::optional<double> spot_price(const Market& market, const MarketPlace& place, const InUse& in_use, WallTime now);
// Without regard to what was rented then, which nobody wrote down.
std::optional<double> price_at(const Market& market, const MarketPlace& place, WallTime then);
// How many are free; none: any number.
std::optional<int> free_machines(const Market& market, const MarketPlace& place, const InUse& in_use);

// When the price changed between two moments: the first entry is the price at `from`.
std::vector<std::pair<WallTime, double>> price_history(const Market& market, const MarketPlace& place, WallTime from,
                                                       WallTime until);

void set_price(Market& market, const MarketPlace& place, std::optional<double> price, WallTime now);

Json market_json(const Market& market);
Result<Market> market_from_json(const Json& json);

// A machine rented by bid, as the market sees it.
struct Bid {
  MarketPlace place;
  bool is_spot = false;
  double price_max = 0;
  std::optional<WallTime> termination_time = std::nullopt;
};
enum class BidStep {
  keep,
  outbid,  // set the termination time
  remove,  // it has come
};
BidStep next_bid_step(const Market& market, const Bid& bid, const InUse& in_use, WallTime now);

}  // namespace vent::metal
