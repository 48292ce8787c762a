#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "cluster/cluster.h"

namespace vent {

// The argument list of `ssh`, the user's own OpenSSH client. Their ~/.ssh/config stays in force (names, agent, hardware
// keys, jump hosts), and what is said here comes before it: who may be trusted, that nobody can be asked anything, and
// that nothing but the remote program's bytes may stand on standard output.
//
// Whom we trust. The host: only the key pinned under its name in the cluster's own known_hosts; neither the user's
// files, nor DNS, nor a program of theirs add to that. The jump host is no machine of the cluster: it is the operator's
// door, shared by clusters and often run by somebody else. So its key must stand in the user's own known_hosts, as for
// every other use of that door, and pinning it once more would only be a second place to mend when it changes. `ssh -J`
// can't be used: the ssh that it starts for the jump host takes over none of our options and would ask on the terminal.
// The cluster file's key is not offered to the jump host either: keys for it come from the user's configuration or
// agent.
struct SshPlaces {
  Path known_hosts;
  // Later sessions may go through this socket (`ssh -S`). None: the connection is not shared.
  std::optional<Path> control_path;
};

// ssh adds 17 characters while it makes the socket, and 108 bytes, with a zero at the end, is all a socket's name has.
inline constexpr std::size_t kLongestControlPath = 90;

// The remote command is one text for the login shell there.
std::vector<std::string> ssh_command(const Host& host, const SshPlaces& places, const std::string& remote_command);

// A script of shell as root, for who logs in as this user.
std::string as_root(std::string_view script, std::string_view user);

// To learn a host's key: writes whatever key the host shows into `learned`, a file of its own, and ends without logging
// in.
std::vector<std::string> ssh_key_scan_command(const Host& host, const Path& learned);

}  // namespace vent
