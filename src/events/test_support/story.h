#pragma once

#include <functional>

#include "base/clock.h"
#include "events/bus.h"

namespace vent {

// One story with everything in it that listeners have to cope with: parallel and nested activities, progress with and
// without totals, warnings, a failure with output, very long and wide titles, escape sequences. Each test tells it to a
// different listener. `pause` is called wherever a person would see the screen for a while; the clock is moved on there.
void tell_story(EventBus& bus, VirtualClock& clock, const std::function<void()>& pause);

// The error the story ends with: every field of it is set.
Error error_of_story();

}  // namespace vent
