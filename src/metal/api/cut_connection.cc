#include "metal/api/cut_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/files.h"
#include "base/text.h"

namespace vent::metal {

void cut_connection(int client_port) {
  // The HTTP library keeps its sockets to itself, so the descriptor is found by whom it leads to.
  const Result<std::vector<std::string>> numbers = list_directory("/proc/self/fd");
  if (!numbers) return;
  for (const std::string& text : *numbers) {
    const std::optional<long long> number = parse_integer(text, 0, 1 << 20);
    if (!number) continue;
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    const int socket = static_cast<int>(*number);
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0 && peer.sin_family == AF_INET &&
        ntohs(peer.sin_port) == client_port && ntohl(peer.sin_addr.s_addr) == INADDR_LOOPBACK)
      ::shutdown(socket, SHUT_RDWR);
  }
}

}  // namespace vent::metal
