#pragma once

#include "base/files.h"

namespace vent {

// A killed ssh leaves the socket of its shared connection behind, and the next one would find it and share nothing.
// Removes a socket where nobody listens; one that is used, or anything else of that name, stays.
void remove_stale_socket(const Path& path);

}  // namespace vent
