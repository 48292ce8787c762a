#pragma once

#include <string>

#include "base/error.h"

namespace vent {

// What an errno means for the caller; `failed` for all that have no better kind.
ErrorKind kind_of_errno(int error_number);
// "no such file or directory": as a part of a sentence, whatever the locale.
std::string errno_text(int error_number);

}  // namespace vent
