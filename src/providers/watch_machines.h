#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "providers/machine_provider.h"

namespace vent {

// What happens to machines over time, told from nothing but looking at all of them again and again. A provider's answer
// about one machine says less: one that was taken away reads as "not permitted" there.

struct MachineChange {
  enum class Kind { appeared, state, termination, gone };
  Kind kind = Kind::state;
  Machine machine;           // as it is now; as it was, when it is gone
  std::string before;        // the state, or the time of termination
  std::string text() const;  // "worker-0: provisioning → active"
};
std::string_view change_name(MachineChange::Kind kind);

std::vector<MachineChange> changes_between(const std::vector<Machine>& before, const std::vector<Machine>& after);

struct Watching {
  Clock& clock;
  std::stop_token stop;
  Duration pause = std::chrono::seconds(3);
  Duration deadline = std::chrono::minutes(60);  // for waits
};

// Shows the first listing, then every change, until stopped. The provider's passing troubles are shown and survived.
using OnListing = std::function<void(const std::vector<Machine>& now, const std::vector<MachineChange>& changes)>;
Result<> watch_machines(MachineProvider& provider, const Watching& watching, const OnListing& on_listing,
                        const std::function<void(const Error&)>& on_trouble);

enum class MachineGoal { active, inactive, gone };
std::string_view goal_name(MachineGoal goal);

// Waits until all of these are so; returns them as they are then. A machine that fails or vanishes ends the wait.
Result<std::vector<Machine>> wait_for_machines(MachineProvider& provider, const std::vector<std::string>& ids,
                                               MachineGoal goal, const Watching& watching,
                                               const std::function<void(std::size_t reached)>& on_progress = {});

}  // namespace vent
