#pragma once

#include "base/files.h"
#include "base/result.h"

namespace vent {

// The user's directories by the XDG rules: the variable when it is an absolute path, else below HOME.
Result<Path> state_home();  // XDG_STATE_HOME, ~/.local/state: what must survive
Result<Path> cache_home();  // XDG_CACHE_HOME, ~/.cache: what can be made again

}  // namespace vent
