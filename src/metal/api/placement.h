#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "metal/api/market.h"

namespace vent::metal {

// Where a device may stand, as its renter says it: facilities in the order of preference ("any" is all of them), or a
// metro.
struct PlaceWish {
  std::vector<std::string> facilities;
  std::optional<std::string> metro = std::nullopt;
  std::string plan;                          // a slug that exists
  std::optional<double> bid = std::nullopt;  // the most that is paid for an hour, of a device by bid
};

// The code of the facility it comes to; or the API's error: unknown, not offered there, nothing free, the bid too low.
Result<std::string> choose_facility(const PlaceWish& wish, const Market& market, const InUse& in_use, WallTime now);

}  // namespace vent::metal
