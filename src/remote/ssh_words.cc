#include "remote/ssh_words.h"

#include <fmt/core.h>

#include <cctype>

namespace vent {

std::string place_of(const Host& host) {
  const std::string port = host.ssh.port > 0 ? fmt::format(" port {}", host.ssh.port) : "";
  const std::string way = host.ssh.jump_host.empty() ? "" : fmt::format(" through {}", host.ssh.jump_host);
  return host.address + port + way;
}

std::string login_of(const Host& host) {
  return host.ssh.user.empty() ? "the user of your ssh configuration" : fmt::format("user '{}'", host.ssh.user);
}

std::string reason_in(const std::string& line) {
  const std::size_t colon = line.rfind(": ");
  std::string reason = colon == std::string::npos ? line : line.substr(colon + 2);
  // No route, not nO route; but DNS stays DNS.
  if (reason.size() > 1 && std::islower(static_cast<unsigned char>(reason[1])) != 0)
    reason[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(reason[0])));
  return reason;
}

}  // namespace vent
