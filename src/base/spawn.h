#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace vent {

// Who gets the signals that are sent to us as a group.
enum class Belonging {
  own_group,    // it can be ended with all that it has started
  own_session,  // it goes on when we and our terminal are gone
};

// What run() and start_detached() share: one posix_spawn.
struct Spawn {
  const std::vector<std::string>& arguments;
  const std::map<std::string, std::string>& environment;  // added to ours
  std::string directory;                                  // empty: ours
  int input;
  int output;
  int error_output;
  Belonging belonging;
};

// Starts the program with these three descriptors and no other, default signal handling and nothing blocked.
Result<pid_t> spawn(const Spawn& wanted);

}  // namespace vent
