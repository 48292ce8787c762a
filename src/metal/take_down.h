#pragma once

#include <stop_token>

#include "base/clock.h"
#include "base/result.h"
#include "events/bus.h"
#include "metal/lab.h"

namespace vent::metal {

// Ends a lab on this machine, whether its daemon ended well or was killed: shuts every host down, then removes every
// process, control group, namespace and interface of the lab. The disks stay; the next start boots the hosts again.
// The caller holds the daemon's lock.
Result<> take_down(const Lab& lab, EventBus& bus, Clock& clock, std::stop_token stop);

}  // namespace vent::metal
