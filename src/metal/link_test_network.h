#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/file_descriptor.h"
#include "base/result.h"
#include "net/ipv4.h"

namespace vent::metal {

// For tests: what can't go wrong, or the test can't go on.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result).value();
}

// A datagram socket of one party. It waits so long for a packet that only a lost one ends the wait.
class TestSocket {
 public:
  TestSocket(const std::string& name_space, Ipv4 address);

  Ipv4 address() const { return address_; }
  void send(const TestSocket& to, const std::string& text);
  std::string receive();  // throws when nothing comes
  bool try_send_unfragmented(const TestSocket& to, std::size_t size);
  int known_path_mtu(const TestSocket& to) const;

 private:
  Ipv4 address_;
  int port_ = 0;
  FileDescriptor socket_;
};

// The time for a packet to go there and another to come back.
std::chrono::nanoseconds round_trip(TestSocket& from, TestSocket& to);

// A network in the shape of a lab's: parties in namespaces of their own, joined by a router namespace that forwards.
// All names hold our process id, and all is removed at the end.
class LinkTestNetwork {
 public:
  struct Party {
    std::string name_space;
    Ipv4 private_address, public_address;
    std::vector<Ipv4> addresses() const { return {private_address, public_address}; }
  };

  LinkTestNetwork();  // throws with a clear text when it can't be made, as without root
  LinkTestNetwork(const LinkTestNetwork&) = delete;
  ~LinkTestNetwork();

  const std::string& router() const { return router_; }
  const Party& a() const { return parties_[0]; }
  const Party& b() const { return parties_[1]; }
  const Party& operator_machine() const { return parties_[2]; }
  std::string rules() const;  // what `ip rule show` says in the router
  void remove();

 private:
  std::string router_;
  std::vector<Party> parties_;
};

// Sends that many bytes over one TCP connection and checks that they come out as they went in.
struct TcpTransfer {
  std::chrono::nanoseconds connecting{};
  std::chrono::nanoseconds sending{};  // until the receiver has the last byte
  bool is_whole = false;
};
TcpTransfer transfer(const LinkTestNetwork::Party& from, const LinkTestNetwork::Party& to, std::size_t bytes);

}  // namespace vent::metal
