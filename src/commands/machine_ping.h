#pragma once

#include <optional>
#include <vector>

#include "commands/machine_scope.h"
#include "remote/ssh_error.h"

namespace vent {

// Whether hosts let us in over SSH, by their pinned keys: what vent needs of them.
struct Pong {
  Host host;
  std::optional<Error> error;  // nothing: it answered
  Duration took{};
};
// All at once, in the order of the hosts.
std::vector<Pong> ping_hosts(CommandContext& context, const MachineScope& scope, const std::vector<Host>& hosts,
                             MachineAge age);

// Asks until all have answered. What won't pass by itself (another host key, say) ends the wait at once.
Result<> wait_for_logins(CommandContext& context, const MachineScope& scope, const std::vector<Host>& hosts,
                         Moment deadline);

}  // namespace vent
