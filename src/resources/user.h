#pragma once

#include <string>

#include "formats/json.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// A system user without a login, and its group of the same name: who a service runs as.
struct User {
  std::string name;
  std::string home = "/nonexistent";
};

std::string id_of(const User& user);
State wanted(const User& user);
Result<State> observe(const User& user, const ThisHost& host);
Result<> make(const User& user, ThisHost& host);
Result<> undo(const User& user, const State& before, ThisHost& host);
std::string as_shell(const User& user);
Json to_json(const User& user);
Result<User> user_from_json(const Json& json);

}  // namespace vent
