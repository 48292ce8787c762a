#include "metal/link_test_network.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <thread>

#include "base/process.h"
#include "metal/link_namespace.h"

namespace vent::metal {
namespace {

using Time = std::chrono::steady_clock;

// Far beyond any time a packet takes; reached only when it never comes.
constexpr timeval kPatience{.tv_sec = 30, .tv_usec = 0};

void ip(std::vector<std::string> arguments, std::string input = {}) {
  arguments.insert(arguments.begin(), "ip");
  must(run_checked({.arguments = std::move(arguments), .input = std::move(input)}));
}

[[noreturn]] void give_up(std::string_view doing) {
  throw std::runtime_error(fmt::format("{}: {}", doing, std::strerror(errno)));
}

template <class Value>
void set_option(const FileDescriptor& socket, int level, int option, const Value& value) {
  if (::setsockopt(socket.number(), level, option, &value, sizeof value) != 0) give_up("set a socket option");
}

sockaddr_in socket_address(Ipv4 address, int port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(static_cast<std::uint16_t>(port));
  result.sin_addr.s_addr = htonl(address.value);
  return result;
}

// A socket of that namespace, bound to the address and a free port.
std::pair<FileDescriptor, int> bound_socket(const std::string& name_space, Ipv4 address, int type) {
  FileDescriptor socket;
  must(in_network_namespace(name_space, [&]() -> Result<> {
    socket = FileDescriptor(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    return Ok{};
  }));
  set_option(socket, SOL_SOCKET, SO_RCVTIMEO, kPatience);
  set_option(socket, SOL_SOCKET, SO_SNDTIMEO, kPatience);
  sockaddr_in place = socket_address(address, 0);
  socklen_t size = sizeof place;
  if (::bind(socket.number(), reinterpret_cast<sockaddr*>(&place), size) != 0) give_up("bind to " + address.text());
  if (::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&place), &size) != 0) give_up("getsockname");
  return {std::move(socket), ntohs(place.sin_port)};
}

}  // namespace

TestSocket::TestSocket(const std::string& name_space, Ipv4 address) : address_(address) {
  std::tie(socket_, port_) = bound_socket(name_space, address, SOCK_DGRAM);
  // Room for all that a test sends before it looks; what is lost is to be lost on the link only.
  set_option(socket_, SOL_SOCKET, SO_RCVBUFFORCE, 32 * 1024 * 1024);
}

void TestSocket::send(const TestSocket& to, const std::string& text) {
  const sockaddr_in place = socket_address(to.address_, to.port_);
  if (::sendto(socket_.number(), text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&place), sizeof place) <
      0)
    give_up("send to " + to.address_.text());
}

std::string TestSocket::receive() {
  std::string text(70'000, '\0');
  const ssize_t size = ::recv(socket_.number(), text.data(), text.size(), 0);
  if (size < 0) give_up("receive at " + address_.text());
  text.resize(static_cast<std::size_t>(size));
  return text;
}

bool TestSocket::try_send_unfragmented(const TestSocket& to, std::size_t size) {
  set_option(socket_, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO);
  const sockaddr_in place = socket_address(to.address_, to.port_);
  const std::string text(size, 'm');
  if (::sendto(socket_.number(), text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&place),
               sizeof place) >= 0)
    return true;
  if (errno != EMSGSIZE) give_up("send to " + to.address_.text());
  return false;
}

int TestSocket::known_path_mtu(const TestSocket& to) const {
  const sockaddr_in place = socket_address(to.address_, to.port_);
  if (::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0) give_up("connect");
  int mtu = 0;
  socklen_t size = sizeof mtu;
  if (::getsockopt(socket_.number(), IPPROTO_IP, IP_MTU, &mtu, &size) != 0) give_up("ask for the path MTU");
  return mtu;
}

std::chrono::nanoseconds round_trip(TestSocket& from, TestSocket& to) {
  const Time::time_point start = Time::now();
  from.send(to, "there");
  if (to.receive() != "there") throw std::runtime_error("another packet came in between");
  to.send(from, "and back");
  if (from.receive() != "and back") throw std::runtime_error("another packet came in between");
  return Time::now() - start;
}

LinkTestNetwork::LinkTestNetwork() {
  if (::geteuid() != 0)
    throw std::runtime_error("this test makes network namespaces, which needs root: run it with sudo");
  const std::string prefix = fmt::format("linktest-{}", ::getpid());
  router_ = prefix + "-router";
  for (int slot = 0; slot < 3; ++slot)
    parties_.push_back({fmt::format("{}-{}", prefix, slot), must(Ipv4::parse(fmt::format("10.80.{}.1", slot))),
                        must(Ipv4::parse(fmt::format("198.51.100.{}", 2 * slot + 1)))});
  try {
    ip({"netns", "add", router_});
    // Some systems have a strict reverse path filter by default, which must not matter.
    ip({"netns", "exec", router_, "sh", "-ec",
        "cd /proc/sys/net/ipv4; echo 1 > ip_forward; echo 1 > conf/all/rp_filter; echo 1 > conf/default/rp_filter"});
    ip({"-n", router_, "route", "add", "unreachable", "default"});
    for (std::size_t slot = 0; slot < parties_.size(); ++slot) {
      const Party& party = parties_[slot];
      const Ipv4 private_gateway{party.private_address.value - 1};
      const Ipv4 public_gateway{party.public_address.value - 1};
      ip({"netns", "add", party.name_space});
      ip({"-n", router_, "-batch", "-"},
         fmt::format("link add port{0} type veth peer name bond0 netns {1}\n"
                     "address add {2}/31 dev port{0}\n"
                     "address add {3}/31 dev port{0}\n"
                     "link set port{0} up\n",
                     slot, party.name_space, private_gateway.text(), public_gateway.text()));
      ip({"-n", party.name_space, "-batch", "-"},
         fmt::format("address add {}/31 dev bond0\n"
                     "address add {}/31 dev bond0\n"
                     "link set bond0 up\n"
                     "route add default via {}\n",
                     party.private_address.text(), party.public_address.text(), private_gateway.text()));
    }
  } catch (...) {
    remove();
    throw;
  }
}

LinkTestNetwork::~LinkTestNetwork() { remove(); }

void LinkTestNetwork::remove() {
  for (const Party& party : parties_)
    static_cast<void>(run({.arguments = {"ip", "netns", "delete", party.name_space}}));
  static_cast<void>(run({.arguments = {"ip", "netns", "delete", router_}}));
}

std::string LinkTestNetwork::rules() const {
  return must(run_checked({.arguments = {"ip", "-n", router_, "-4", "rule", "show"}}));
}

TcpTransfer transfer(const LinkTestNetwork::Party& from, const LinkTestNetwork::Party& to, std::size_t bytes) {
  auto [listener, port] = bound_socket(to.name_space, to.private_address, SOCK_STREAM);
  if (::listen(listener.number(), 1) != 0) give_up("listen");
  const FileDescriptor client = bound_socket(from.name_space, from.private_address, SOCK_STREAM).first;
  // The byte at an offset; the length of the cycle is prime, so a piece that is missing or twice shows.
  const auto expected = [](std::size_t offset) { return static_cast<char>(offset % 251); };

  TcpTransfer result;
  std::thread receiver([&result, &expected, bytes, number = listener.number()] {
    const FileDescriptor connection(::accept4(number, nullptr, nullptr, SOCK_CLOEXEC));
    std::vector<char> piece(1 << 20);
    std::size_t offset = 0;
    bool is_right = true;
    for (ssize_t size = 0; (size = ::recv(connection.number(), piece.data(), piece.size(), 0)) > 0;)
      for (std::size_t index = 0; index < static_cast<std::size_t>(size); ++index)
        is_right = piece[index] == expected(offset++) && is_right;
    result.is_whole = is_right && offset == bytes;
    ::send(connection.number(), "k", 1, MSG_NOSIGNAL);
  });

  const Time::time_point start = Time::now();
  const sockaddr_in place = socket_address(to.private_address, port);
  // Without a connection nothing is sent, and the transfer is not whole.
  static_cast<void>(::connect(client.number(), reinterpret_cast<const sockaddr*>(&place), sizeof place));
  const Time::time_point connected = Time::now();
  std::vector<char> piece(1 << 20);
  for (std::size_t offset = 0; offset < bytes;) {
    const std::size_t wanted = std::min(piece.size(), bytes - offset);
    for (std::size_t index = 0; index < wanted; ++index) piece[index] = expected(offset + index);
    const ssize_t sent = ::send(client.number(), piece.data(), wanted, MSG_NOSIGNAL);
    if (sent <= 0) break;
    offset += static_cast<std::size_t>(sent);
  }
  ::shutdown(client.number(), SHUT_WR);
  char received = 0;
  ::recv(client.number(), &received, 1, 0);
  result.connecting = connected - start;
  result.sending = Time::now() - connected;
  ::shutdown(listener.number(), SHUT_RDWR);  // ends an accept that nobody came to
  receiver.join();
  return result;
}

}  // namespace vent::metal
