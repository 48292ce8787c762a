#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "formats/json.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// A condition that comes true by itself a while after what was made before it.
struct Wait {
  std::string name;                // "etcd has a leader"
  std::vector<std::string> probe;  // exit code 0: it holds; what it prints is the last value seen
  std::chrono::seconds deadline{60};
};

std::string id_of(const Wait& wait);
State wanted(const Wait& wait);
Result<State> observe(const Wait& wait, const ThisHost& host);
Result<> make(const Wait& wait, ThisHost& host);
Result<> undo(const Wait& wait, const State& before, ThisHost& host);
std::string as_shell(const Wait& wait);
Json to_json(const Wait& wait);
Result<Wait> wait_from_json(const Json& json);

}  // namespace vent
