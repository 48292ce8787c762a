#pragma once

#include <stop_token>

#include "base/clock.h"
#include "conformance/access.h"
#include "events/bus.h"

namespace vent {

// Removes from the cluster what tests left that were cut off (leftovers.h says what that is), and waits until it is gone:
// a webhook that fails closed would break every run after it. Gives how much there was.
Result<std::size_t> remove_leftovers(const ApiAccess& access, EventBus& bus, Clock& clock, const std::stop_token& stop);

}  // namespace vent
