#pragma once

#include <sys/stat.h>

#include <optional>

#include "base/files.h"
#include "formats/json.h"
#include "resources/ownership.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// What files, directories and symbolic links have in common.

// Type, mode, owner and group of whatever is at a path, in the words of a State; empty when nothing is there. A symbolic
// link also has its target.
Result<State> observe_path(const Path& path);
// The same with the digest of what a file holds, for kinds that may replace one.
Result<State> observe_with_content(const Path& path);
State wanted_path(std::string_view type, const Ownership& ownership);

// The error for something that is not replaced, because it may be somebody's: "'/etc/x' is a directory, and …".
Error in_the_way(const Path& path, const State& found, std::string_view wanted);

// Puts back what stood at a path before vent made a file or a link there: a file, whose bytes the host keeps, a link, or
// nothing. What else stood there was never replaced, and what others put there since is not ours to remove.
Result<> give_back(const Path& path, const State& before, const ThisHost& host);

Result<NewFile> new_file_of(const Ownership& ownership, Durability durability);
// A whole file under its owner; parents have to be there.
Result<> write_file_of(const Ownership& ownership, const Path& path, std::string_view bytes, Durability durability);

// The mode and owner that observe_path saw.
Result<Ownership> ownership_in(const State& state);

Json to_json(const Ownership& ownership);
Result<Ownership> ownership_from_json(const Json& json);

// " -m 0644 -o root -g root" for install(1), without what is its default.
std::string install_options(const Ownership& ownership, mode_t default_mode);

}  // namespace vent
