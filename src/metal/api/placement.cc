#include "metal/api/placement.h"

#include <fmt/core.h>

#include "base/text.h"
#include "metal/api/errors.h"

namespace vent::metal {
namespace {

Result<std::vector<const Facility*>> candidates(const PlaceWish& wish) {
  std::vector<const Facility*> found;
  if (wish.metro) {
    const Metro* const metro = find_metro(*wish.metro);
    std::vector<std::string> known;
    for (const Metro& one : metros()) known.emplace_back(one.code);
    if (metro == nullptr) return fail(unknown_name("Metro", *wish.metro, known));
    for (const Facility& facility : facilities())
      if (facility.metro == metro->code) found.push_back(&facility);
  }
  for (const std::string& name : wish.facilities) {
    if (name == "any") {
      for (const Facility& facility : facilities()) found.push_back(&facility);
      continue;
    }
    std::vector<std::string> known;
    for (const Facility& one : facilities()) known.emplace_back(one.code);
    const Facility* const facility = find_facility(name);
    if (facility == nullptr) return fail(unknown_name("Facility", name, known));
    found.push_back(facility);
  }
  return found;
}

}  // namespace

Result<std::string> choose_facility(const PlaceWish& wish, const Market& market, const InUse& in_use, WallTime now) {
  const Plan* const plan = find_plan(wish.plan);
  std::vector<std::string> prices;
  bool is_offered = false, was_free = false;
  for (const Facility* const facility : TRY(candidates(wish))) {
    const MarketPlace place{std::string(facility->code), std::string(plan->slug)};
    if (!is_available(*plan, *facility)) continue;
    is_offered = true;
    if (free_machines(market, place, in_use) == 0) continue;
    was_free = true;
    const double price = spot_price(market, place, in_use, now).value_or(plan->hour);
    if (!wish.bid || *wish.bid >= price) return std::string(facility->code);
    prices.push_back(fmt::format("${:.2f} in {}", price, facility->code));
  }
  // The API's own words for "none of the places you named": clients look for them.
  if (!is_offered)
    return fail(unprocessable(wish.metro ? "Metro can't be blank" : "Facility can't be blank")
                    .with_hint(fmt::format("{} is not offered there", plan->slug)));
  if (!was_free)
    return fail(
        unprocessable(fmt::format("There aren't available servers in that {}", wish.metro ? "metro" : "facility"))
            .with_id("VENT_SOLD_OUT"));
  return fail(unprocessable(fmt::format("Spot price max of ${:.2f} is below the current price of {}: {}", *wish.bid,
                                        plan->slug, join(prices, ", ")))
                  .with_id("VENT_BID_TOO_LOW"));
}

}  // namespace vent::metal
