#pragma once

#include <functional>

namespace vent {

// Runs the work where it may mount as it likes: in a mount namespace that ends with it, so that nothing is left behind
// even when the test program crashes. False, and nothing was run, when this is not permitted (we are not root).
bool with_private_mounts(const std::function<void()>& work);

}  // namespace vent
