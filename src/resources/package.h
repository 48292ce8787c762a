#pragma once

#include <string>

#include "formats/json.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// A package of the distribution, in whatever version it offers.
struct Package {
  std::string name;
};

std::string id_of(const Package& package);
State wanted(const Package& package);
Result<State> observe(const Package& package, const ThisHost& host);
Result<> make(const Package& package, ThisHost& host);
Result<> undo(const Package& package, const State& before, ThisHost& host);
std::string as_shell(const Package& package);
Json to_json(const Package& package);
Result<Package> package_from_json(const Json& json);

}  // namespace vent
