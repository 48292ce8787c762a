#pragma once

#include <sys/stat.h>

#include <optional>

#include "base/files.h"
#include "formats/json.h"
#include "resources/ownership.h"
#include "resources/state.h"

namespace vent {

// What files, directories and symbolic links have in common.

// Type, mode, owner and group of whatever is at a path, in the words of a State; empty when nothing is there. A symbolic
// link also has its target.
Result<State> observe_path(const Path& path);
State wanted_path(std::string_view type, const Ownership& ownership);

// The mode and owner that observe_path saw.
Result<Ownership> ownership_in(const State& state);

Json to_json(const Ownership& ownership);
Result<Ownership> ownership_from_json(const Json& json);

// " -m 0644 -o root -g root" for install(1), without what is its default.
std::string install_options(const Ownership& ownership, mode_t default_mode);

}  // namespace vent
