#include "base/file_descriptor.h"

#include <unistd.h>

#include <cerrno>

namespace vent {

void FileDescriptor::close() {
  if (number_ < 0) return;
  // Closing is often done between a failure and its report, so errno survives. No retry on EINTR: Linux has closed.
  const int error_number = errno;
  ::close(number_);
  number_ = -1;
  errno = error_number;
}

}  // namespace vent
