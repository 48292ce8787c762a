#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/file_descriptor.h"
#include "base/result.h"
#include "formats/json.h"
#include "net/ipv4.h"

namespace vent {

// Answers the probes of other hosts, on one port for TCP and UDP, while it exists: the only time anything of vent's
// listens on a host, and for as long as the operator is connected.
class ProbeAnswerer {
 public:
  static Result<std::unique_ptr<ProbeAnswerer>> start();
  int port() const { return port_; }

 private:
  ProbeAnswerer() = default;
  void answer(std::stop_token stop) const;

  int port_ = 0;
  FileDescriptor tcp_, udp_;
  std::jthread thread_;
};

struct Peer {
  std::string host;
  Ipv4 address;
  int port = 0;
};

// How one host reaches another.
struct Reach {
  std::string host;
  bool tcp = false;
  bool udp = false;
  int path_mtu = 0;  // the largest packet that came back whole; 0 when none did

  bool operator==(const Reach&) const = default;
};

// Probes all at once, from an address of ours.
std::vector<Reach> probe_peers(Ipv4 from, std::span<const Peer> peers, std::chrono::milliseconds deadline);

Json to_json(const Reach& reach);
Result<Reach> reach_from_json(const Json& json);
Json to_json(const Peer& peer);
Result<Peer> peer_from_json(const Json& json);

}  // namespace vent
