#pragma once

#include <sys/types.h>

#include "base/file_descriptor.h"
#include "base/files.h"

namespace vent {

// open() as all of base does it: closed on exec, tried again when a signal came between. A name with a zero byte in it
// is refused, because C would quietly take the part before, which is another file. When it is not open, errno says why.
FileDescriptor open_file(const Path& path, int flags, mode_t mode = 0);

// Zero, or -1 with errno for a name that can't be one. For the system calls that don't begin with an open file.
int check_name(const Path& path);

}  // namespace vent
