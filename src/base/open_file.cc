#include "base/open_file.h"

#include <fcntl.h>

#include <cerrno>

namespace vent {

FileDescriptor open_file(const Path& path, int flags, mode_t mode) {
  if (check_name(path) != 0) return {};
  int number = -1;
  do {
    number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (number < 0 && errno == EINTR);
  return FileDescriptor(number);
}

int check_name(const Path& path) {
  if (path.native().find('\0') == std::string::npos) return 0;
  errno = EINVAL;
  return -1;
}

}  // namespace vent
