#pragma once

#include <memory>
#include <string>
#include <vector>

#include "commands/machine_scope.h"

namespace vent {

// Names that a person gives for hosts to log in to: those of the cluster file, and machines of the provider.

// Asks the provider only when there is a name that the cluster file doesn't have: its hosts are reached without.
Result<std::unique_ptr<MachineScope>> open_scope_for(CommandContext& context, MachineOptions options,
                                                     const std::vector<std::string>& names);

// Hosts of the cluster file first: they may have names there that no provider knows.
Result<std::vector<Host>> hosts_named(CommandContext& context, MachineScope& scope,
                                      const std::vector<std::string>& names);

// Those named; without names those of the cluster file, or all machines that are on.
Result<std::vector<Host>> hosts_to_ask(CommandContext& context, MachineScope& scope,
                                       const std::vector<std::string>& names);

}  // namespace vent
