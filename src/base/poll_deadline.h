#pragma once

#include <chrono>

#include "base/clock.h"

namespace vent {

// Deadlines for waits on descriptors, which happen in real time only.

// The moment so far from now; "for ever" is cut to a year, so that it can be added.
Moment moment_after(std::chrono::milliseconds time);
// What is left until then as an argument of poll(), never negative and never more than a minute: poll again after.
int poll_timeout(Moment until);

}  // namespace vent
