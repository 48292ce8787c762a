#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/machine_scope.h"
#include "providers/machine_wish.h"

namespace vent {

// What there is of these names, and what would have to be rented. A machine of another cluster is an error.
struct RentPlan {
  std::vector<Machine> existing;
  std::vector<std::string> missing;
};
// All names are looked up before anything is done, so that a wrong one costs nothing.
Result<RentPlan> plan_rent(MachineScope& scope, const std::vector<std::string>& names);

// One machine, with a host key that is pinned before anybody hears of it.
Result<Machine> rent_machine(CommandContext& context, MachineScope& scope, MachineWish wish, const std::string& name);

// Gives it back, and forgets its host key.
Result<> give_back(MachineScope& scope, const Machine& machine);

}  // namespace vent
