#pragma once

#include <string>
#include <vector>

#include "commands/machine_scope.h"

namespace vent {

// Waits for machines and shows how many are there; pins what the provider tells of their host keys.
Result<std::vector<Machine>> wait_with_progress(CommandContext& context, MachineScope& scope,
                                                const std::vector<std::string>& ids, MachineGoal goal,
                                                int timeout_seconds);

}  // namespace vent
