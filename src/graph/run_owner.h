#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.h"

namespace vent {

// Who runs vent, so that others can be told: the person, the machine, and the process in a way that is safe against
// its number being used again.
struct RunOwner {
  std::string user;
  std::string machine;
  pid_t process_id = 0;
  std::string begun;  // when the process began, in the kernel's count, and in which boot

  std::string text() const;  // "ana@desk"
  bool operator==(const RunOwner&) const = default;
};

Result<RunOwner> this_owner();

// Elsewhere is another machine, of whose processes we know nothing.
enum class OwnerState { running, gone, elsewhere };
OwnerState state_of(const RunOwner& owner);

}  // namespace vent
