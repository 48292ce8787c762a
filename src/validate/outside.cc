#include <fmt/core.h>

#include <set>

#include "base/text.h"
#include "chapters/layout.h"
#include "net/port.h"
#include "validate/checks.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kDeadline{3};
constexpr int kFirstNodePort = 30000, kLastNodePort = 32767;

struct Listener {
  int port = 0;
  std::string line;  // as ss tells it
};

// Those that others could reach by the public address. A line is:
//   LISTEN 0 4096 0.0.0.0:6443 0.0.0.0:* users:(("kube-apiserver",pid=268,fd=3))
std::vector<Listener> public_listeners(std::string_view text, const std::string& public_address) {
  std::vector<Listener> listeners;
  for (const std::string& line : split_lines(text)) {
    const std::vector<std::string> words = split_words(line);
    if (words.size() < 4) continue;
    const std::size_t colon = words[3].rfind(':');
    if (colon == std::string::npos) continue;
    const std::string address = words[3].substr(0, colon);
    const bool is_public = address == "*" || address == "0.0.0.0" || address == "[::]" || address == public_address;
    if (is_public) listeners.push_back({.port = std::atoi(words[3].c_str() + colon + 1), .line = line});
  }
  return listeners;
}

bool is_expected(const Cluster& cluster, const Host& host, int port) {
  if (port == host.ssh.port || (host.ssh.port == 0 && port == 22)) return true;
  if (port >= kFirstNodePort && port <= kLastNodePort) return true;
  return is_controller(host) && port == kApiPort && !cluster.api.is_private;
}

}  // namespace

// What listens is asked of the host, and whether it is reached tried from here: a port may be shut by a rule.
Result<Findings> look_from_outside(const Scene& scene) {
  Findings findings;
  std::size_t addresses = 0;
  std::vector<std::string> by_name;
  for (const Host& host : scene.cluster().hosts) {
    const Result<Ipv4> address = Ipv4::parse(host.address);
    if (address && *address == host.private_address) continue;  // it has none
    if (!address) {
      by_name.push_back(host.name);
      continue;
    }
    ++addresses;
    std::set<int> tried;
    for (const Listener& listener : public_listeners(TRY(scene.on(host, "ss -Hlntp")), host.address)) {
      if (is_expected(scene.cluster(), host, listener.port) || !tried.insert(listener.port).second) continue;
      if (!try_tcp_connection(*address, listener.port, kDeadline, scene.stop())) continue;
      findings.problems.push_back(
          {.what = fmt::format("{} answers on its public address {}, port {}", host.name, host.address, listener.port),
           .evidence = listener.line,
           .next = fmt::format("vent ssh {} -- ss -lntp", host.name)});
    }
  }
  findings.seen = addresses == 0 ? "no public address was tried" : fmt::format("{} addresses", addresses);
  if (!by_name.empty()) findings.seen += "; not those of " + join(by_name, ", ") + ", whose address is a name";
  return findings;
}

}  // namespace vent
