#include "providers/rent_plan.h"

#include <algorithm>
#include <array>

namespace vent {

RentStep next_rent_step(const RentSight& sight, bool has_paused) {
  if (sight.was_found) return RentStep::take;
  const bool looks_again = sight.is_in_doubt && sight.empty_looks < kLooksInDoubt;
  if (!sight.has_looked || looks_again) return sight.is_in_doubt && !has_paused ? RentStep::pause : RentStep::look;
  return sight.creates >= kMostCreates ? RentStep::give_up : RentStep::create;
}

std::chrono::seconds rent_pause(int empty_looks) {
  constexpr std::array kPauses = {1, 2, 4, 8};
  return std::chrono::seconds(kPauses[static_cast<std::size_t>(std::clamp(empty_looks, 0, 3))]);
}

}  // namespace vent
