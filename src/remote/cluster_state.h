#pragma once

#include <optional>
#include <string>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// Where the operator's side keeps what belongs to one cluster. Only the user can look inside: keys will stand there.
class ClusterState {
 public:
  // Below the user's state directory, made when it isn't there.
  static Result<ClusterState> open(const std::string& cluster_name);

  const Path& folder() const { return folder_; }
  Path known_hosts() const { return folder_ / "known_hosts"; }
  Path journal() const { return folder_ / "journal.db"; }
  Path lock() const { return folder_ / "lock"; }
  Path keys() const { return folder_ / "keys"; }

  // Where the connection to a host can be shared with later sessions. The names of sockets must be short, so it is not
  // in the folder. Nothing when there is no safe place: then every session has a connection of its own.
  std::optional<Path> control_path(const std::string& host_name) const;

 private:
  ClusterState(Path folder, std::optional<Path> sockets) : folder_(std::move(folder)), sockets_(std::move(sockets)) {}
  Path folder_;
  std::optional<Path> sockets_;
};

// A folder of ours that nobody else can use, below the first of these that can hold one; made when it isn't there.
// In /tmp anybody may have made it before us.
struct SocketPlace {
  Path parent;
  std::string name;
};
std::optional<Path> private_folder(const std::vector<SocketPlace>& places);

}  // namespace vent
