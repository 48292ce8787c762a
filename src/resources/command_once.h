#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "formats/json.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// Something that is done once: a program, and a probe that tells whether its effect is there (exit code 0). The last
// resort, where no other kind fits: only the probe knows what it did.
struct CommandOnce {
  std::string name;  // what it achieves, unique on a host: "etcd has the first member"
  std::vector<std::string> probe;
  std::vector<std::string> run;
  std::vector<std::string> undo;  // empty: nothing stays behind
  std::chrono::seconds deadline{60};
};

std::string id_of(const CommandOnce& command);
State wanted(const CommandOnce& command);
Result<State> observe(const CommandOnce& command, const ThisHost& host);
Result<> make(const CommandOnce& command, ThisHost& host);
Result<> undo(const CommandOnce& command, const State& before, ThisHost& host);
std::string as_shell(const CommandOnce& command);
Json to_json(const CommandOnce& command);
Result<CommandOnce> command_once_from_json(const Json& json);

}  // namespace vent
