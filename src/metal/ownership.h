#pragma once

#include <string>

#include "base/files.h"
#include "base/result.h"
#include "metal/lab.h"

namespace vent::metal {

// A lab's namespaces and control groups are named for the whole machine, but its state stands in one user's home. So
// while a lab has anything on the machine, a file below /run says whose it is, and nobody else touches it.

inline const std::string kServing = "vent metal serve";
inline const std::string kStopping = "vent metal stop";

// The right to change what a lab has on this machine. A conflict when somebody else has it now, or when the lab belongs
// to another state directory.
Result<FileLock> take_lab(const Lab& lab, const std::string& purpose);

// Whether the lab is ours to touch, or nobody's.
Result<> check_owner(const Lab& lab);

// To be called with the lock held.
Result<> write_owner(const Lab& lab);
Result<> forget_owner(const Lab& lab);

}  // namespace vent::metal
