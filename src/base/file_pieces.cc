#include "base/file_pieces.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/open_file.h"

namespace vent {

Result<> read_in_pieces(const Path& path, const std::function<void(std::string_view piece)>& take) {
  const FileDescriptor file = open_file(path, O_RDONLY);
  if (!file.is_open()) return fail(file_error("reading", path, errno));
  std::array<char, 64UL * 1024> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read()
  while (true) {
    const ssize_t count = ::read(file.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(file_error("reading", path, errno));
    if (count == 0) return Ok{};
    take({piece.data(), static_cast<std::size_t>(count)});
  }
}

}  // namespace vent
