#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/machine_scope.h"
#include "remote/host_key.h"

namespace vent {

// Host keys that a provider tells us of its machines: it made them. What is pinned stays, unless there is a reason why
// the machine has another key now: it is another machine, or it was installed anew.

// Where a pin came from: kept beside the machine's own key.
struct PinOrigin {
  std::string machine_id;
  std::int64_t reinstalls = 0;  // of that machine, when it was pinned

  bool operator==(const PinOrigin&) const = default;
};

enum class ToldKeyStep { nothing, pin, pin_of_new_machine, pin_after_reinstall, refuse };
// Nobody has two keys of which one is pinned and the other one told.
bool told_keys_differ(const std::vector<HostKey>& told, const std::vector<HostKey>& pinned);
// Pure. A pin whose origin isn't known is of this machine as it was made.
ToldKeyStep told_key_step(const std::vector<HostKey>& told, const std::vector<HostKey>& pinned,
                          const std::optional<PinOrigin>& origin, const PinOrigin& now);

// How often a machine was installed anew, as far as its provider says.
std::int64_t count_reinstalls(const std::vector<MachineEvent>& events);

// Pins what the provider tells of a machine's host keys; where it tells nothing, all stays as it is. A change without a
// reason is an error that shows both fingerprints.
Result<> pin_told_keys(CommandContext& context, MachineScope& scope, const Machine& machine);

// To be called when a machine was made with a key of ours, or installed anew by us.
Result<> note_origin(const MachineScope& scope, const std::string& name, const PinOrigin& origin);

}  // namespace vent
