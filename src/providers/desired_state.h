#pragma once

#include <string>

#include "base/result.h"
#include "providers/machine.h"

namespace vent {

// What a person can want of a machine by its name, and the one thing that is missing to it: pure.
enum class DesiredState { present, absent, active, inactive, rebooted };
Result<DesiredState> desired_state(const std::string& word);

enum class StateStep { nothing, power_on, power_off, reboot, remove };
// An error for a machine in a state out of which there is no such way (failed, say).
Result<StateStep> step_to_state(const Machine& machine, DesiredState wanted);

}  // namespace vent
