#pragma once

#include <string>

#include "base/files.h"

namespace vent {

// The lock under which a host is changed. An operator who has it already, by a connection that was lost without the
// host's noticing, gets it: the vent-node that still holds it is asked to end, which it does behind the one thing that it
// is making, and is ended when it doesn't. The owner says whose the lock is; two runs of one owner are never at work at
// once, the operator's side sees to that. Without an owner, and for another's, a lock that is taken is a conflict.
Result<FileLock> take_host_lock(const Path& file, const std::string& purpose, const std::string& owner);

}  // namespace vent
