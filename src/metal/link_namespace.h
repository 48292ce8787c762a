#pragma once

#include <functional>
#include <string>

#include "base/result.h"

namespace vent::metal {

// Does something inside a named network namespace (/run/netns/NAME) and returns when it is done. It runs on a thread of
// its own, since the namespace belongs to a thread. Descriptors opened there stay in that namespace and can be used
// from everywhere; below /proc/sys/net it sees that namespace's settings.
Result<> in_network_namespace(const std::string& name, const std::function<Result<>()>& work);

}  // namespace vent::metal
