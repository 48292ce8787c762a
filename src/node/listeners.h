#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vent {

// A socket that waits for others, as a table of the kernel names it.
struct WaitingSocket {
  std::string address;  // "0.0.0.0", "10.80.0.1"; "::" for any IPv6 one
  int port = 0;
  unsigned long long inode = 0;

  bool operator==(const WaitingSocket&) const = default;
};

// Reads /proc/net/tcp, tcp6, udp or udp6: the sockets in the given state ("0A": a TCP socket that listens, "07": a UDP
// socket that is bound).
std::vector<WaitingSocket> waiting_sockets(std::string_view table, std::string_view state);

}  // namespace vent
