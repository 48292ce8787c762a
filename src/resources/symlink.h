#pragma once

#include <string>

#include "formats/json.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

struct Symlink {
  Path path;
  std::string target;  // as it stands in the link
};

std::string id_of(const Symlink& link);
State wanted(const Symlink& link);
Result<State> observe(const Symlink& link, const ThisHost& host);
Result<> make(const Symlink& link, ThisHost& host);
Result<> undo(const Symlink& link, const State& before, ThisHost& host);
std::string as_shell(const Symlink& link);
Json to_json(const Symlink& link);
Result<Symlink> symlink_from_json(const Json& json);

// Puts a link at a path, over a file or link that is there: beside it and renamed, so there is never none.
Result<> write_symlink(const Path& path, const std::string& target);

}  // namespace vent
