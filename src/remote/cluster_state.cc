#include "remote/cluster_state.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/sha256.h"
#include "base/user_directories.h"
#include "remote/ssh_command.h"

namespace vent {
namespace {

bool is_private(const Path& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == ::geteuid() &&
         (found.st_mode & 077) == 0;
}

std::vector<SocketPlace> socket_places() {
  std::vector<SocketPlace> places;
  // After sudo the variable may still name another user's directory; that one is not private to us.
  const char* run_time = std::getenv("XDG_RUNTIME_DIR");
  if (run_time != nullptr && is_private(run_time)) places.push_back({run_time, "vent"});
  places.push_back({"/tmp", fmt::format("vent-{}", ::geteuid())});
  return places;
}

}  // namespace

std::optional<Path> private_folder(const std::vector<SocketPlace>& places) {
  for (const auto& [parent, name] : places) {
    if (!parent.is_absolute()) continue;
    Path folder = parent / name;
    ::mkdir(folder.c_str(), 0700);  // when it fails, the folder is there or can't be used
    if (is_private(folder)) return folder;
  }
  return std::nullopt;
}

Result<ClusterState> ClusterState::open(const std::string& cluster_name) {
  const Path folder = TRY(state_home()) / "vent" / "clusters" / cluster_name;
  TRY(make_directories(folder, 0700));
  return ClusterState(folder, private_folder(socket_places()));
}

std::optional<Path> ClusterState::control_path(const std::string& host_name) const {
  if (!sockets_) return std::nullopt;
  // Two users' clusters may have one name; their folders don't.
  const std::string name = sha256_hex(folder_.native() + "\n" + host_name).substr(0, 20);
  Path path = *sockets_ / name;
  if (path.native().size() > kLongestControlPath) return std::nullopt;
  return path;
}

}  // namespace vent
