#pragma once

#include "base/error.h"

namespace vent {

// Before vent-node runs, a shell on the host takes it, and all it can do about a failure is to say it in its own words.
// Turns the common ones into errors with their kind and a hint; others stay as they are.
Error explain_bootstrap(Error error);

}  // namespace vent
