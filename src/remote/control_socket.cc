#include "remote/control_socket.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/file_descriptor.h"

namespace vent {

void remove_stale_socket(const Path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& name = path.native();
  if (name.size() >= sizeof address.sun_path) return;
  std::ranges::copy(name, std::begin(address.sun_path));
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.is_open()) return;
  // The socket functions take every address family behind this one type.
  const bool is_refused =
      ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
      errno == ECONNREFUSED;
  // A plain file refuses too; that is not ours to remove.
  std::error_code ignored;
  if (is_refused && std::filesystem::is_socket(path, ignored)) ::unlink(path.c_str());
}

}  // namespace vent
