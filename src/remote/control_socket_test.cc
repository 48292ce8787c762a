#include "remote/control_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>

#include "base/file_descriptor.h"

namespace vent {
namespace {

FileDescriptor listen_at(const Path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::ranges::copy(path.native(), std::begin(address.sun_path));
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(::listen(socket.number(), 1), 0);
  return socket;
}

TEST(ControlSocket, OnlyADeadOneIsRemoved) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const Path path = directory.path() / "socket";
  FileDescriptor listener = listen_at(path);
  remove_stale_socket(path);
  EXPECT_TRUE(path_exists(path));
  listener.close();
  remove_stale_socket(path);
  EXPECT_FALSE(path_exists(path));
  remove_stale_socket(path);  // nothing there is fine
}

TEST(ControlSocket, AnythingElseStays) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const Path file = directory.path() / "file";
  ASSERT_TRUE(write_file(file, "text"));
  remove_stale_socket(file);
  EXPECT_TRUE(path_exists(file));
  remove_stale_socket(directory.path() / std::string(200, 'x'));
}

}  // namespace
}  // namespace vent
