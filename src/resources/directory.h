#pragma once

#include <string>

#include "formats/json.h"
#include "resources/ownership.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// What happens to the things in a directory when it is undone.
enum class Inside {
  of_others,  // it goes only when it is empty
  ours,       // data of what we run there: it goes with everything in it
};

struct Directory {
  Path path;
  Ownership ownership{.mode = 0755};
  Inside inside = Inside::of_others;
};

std::string id_of(const Directory& directory);
State wanted(const Directory& directory);
Result<State> observe(const Directory& directory, const ThisHost& host);
Result<> make(const Directory& directory, ThisHost& host);
Result<> undo(const Directory& directory, const State& before, ThisHost& host);
std::string as_shell(const Directory& directory);
Json to_json(const Directory& directory);
Result<Directory> directory_from_json(const Json& json);

}  // namespace vent
