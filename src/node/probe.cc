#include "node/probe.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/clock.h"
#include "base/stop_event.h"

namespace vent {
namespace {

constexpr int kHeaderBytes = 28;  // of IPv4 and UDP, which count into the size of a packet
constexpr std::array kPacketSizes = {9000, 1500, 1480, 1450, 1400, 1280};
constexpr int kBacklog = 64;
constexpr std::chrono::milliseconds kBetweenPackets{250};

sockaddr_in socket_address(Ipv4 address, int port) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(static_cast<std::uint16_t>(port));
  place.sin_addr.s_addr = htonl(address.value);
  return place;
}

const sockaddr* as_address(const sockaddr_in& place) { return reinterpret_cast<const sockaddr*>(&place); }

FileDescriptor bound_socket(int type, Ipv4 address, int port) {
  FileDescriptor made(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_in place = socket_address(address, port);
  if (::bind(made.number(), as_address(place), sizeof(place)) != 0) return FileDescriptor();
  return made;
}

int port_of(const FileDescriptor& socket) {
  sockaddr_in place{};
  socklen_t size = sizeof(place);
  ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&place), &size);
  return ntohs(place.sin_port);
}

Error no_socket() { return {ErrorKind::failed, "no port could be opened to answer the probes of other hosts"}; }

// One peer while it is being probed.
struct Running {
  FileDescriptor tcp, udp;
  bool tcp_is_known = false;
};

Running begin(Ipv4 from, const Peer& peer) {
  const sockaddr_in place = socket_address(peer.address, peer.port);
  Running running{.tcp = bound_socket(SOCK_STREAM, from, 0), .udp = bound_socket(SOCK_DGRAM, from, 0)};
  static_cast<void>(::connect(running.tcp.number(), as_address(place), sizeof(place)));  // poll() tells how it ended
  if (::connect(running.udp.number(), as_address(place), sizeof(place)) != 0) return running;
  // Packets that don't fit are dropped on the way and not cut into pieces: so the largest that returns is the path's.
  const int never_cut = IP_PMTUDISC_PROBE;
  ::setsockopt(running.udp.number(), IPPROTO_IP, IP_MTU_DISCOVER, &never_cut, sizeof(never_cut));
  return running;
}

void send_packets(const Running& running) {
  const std::string bytes(static_cast<std::size_t>(kPacketSizes.front()), 'v');
  for (const int size : kPacketSizes)
    static_cast<void>(::send(running.udp.number(), bytes.data(), static_cast<std::size_t>(size - kHeaderBytes), 0));
}

void take_answers(const Running& running, Reach& reach) {
  std::array<char, 16384> packet{};
  while (true) {
    const ssize_t size = ::recv(running.udp.number(), packet.data(), packet.size(), 0);
    if (size < 0 && errno == ECONNREFUSED) continue;  // told of an earlier packet
    if (size < 0) return;
    reach.udp = true;
    reach.path_mtu = std::max(reach.path_mtu, static_cast<int>(size) + kHeaderBytes);
  }
}

bool is_connected(const Running& running) {
  int problem = 0;
  socklen_t size = sizeof(problem);
  return ::getsockopt(running.tcp.number(), SOL_SOCKET, SO_ERROR, &problem, &size) == 0 && problem == 0;
}

// Sends a packet back from the very address it was sent to: who asked takes no answer from another, and of several
// addresses the kernel would take the first. False when none was there.
bool answer_packet(const FileDescriptor& udp, std::span<char> room) {
  sockaddr_in from{};
  iovec bytes{room.data(), room.size()};
  // The kernel's word on the address, which goes back as it came.
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in_pktinfo))> control{};
  msghdr message{};
  message.msg_name = &from;
  message.msg_namelen = sizeof(from);
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t size = ::recvmsg(udp.number(), &message, 0);
  if (size < 0) return false;
  bytes.iov_len = static_cast<std::size_t>(size);
  // As the source of the answer, whichever way it leaves.
  if (cmsghdr* word = CMSG_FIRSTHDR(&message); word != nullptr && word->cmsg_type == IP_PKTINFO) {
    in_pktinfo address{};
    std::memcpy(&address, CMSG_DATA(word), sizeof(address));
    address.ipi_ifindex = 0;
    address.ipi_spec_dst = address.ipi_addr;
    std::memcpy(CMSG_DATA(word), &address, sizeof(address));
  }
  static_cast<void>(::sendmsg(udp.number(), &message, 0));
  return true;
}

}  // namespace

Result<std::unique_ptr<ProbeAnswerer>> ProbeAnswerer::start() {
  std::unique_ptr<ProbeAnswerer> answerer(new ProbeAnswerer);
  answerer->tcp_ = bound_socket(SOCK_STREAM, Ipv4{}, 0);
  if (!answerer->tcp_.is_open() || ::listen(answerer->tcp_.number(), kBacklog) != 0) return fail(no_socket());
  answerer->port_ = port_of(answerer->tcp_);
  answerer->udp_ = bound_socket(SOCK_DGRAM, Ipv4{}, answerer->port_);
  if (!answerer->udp_.is_open()) return fail(no_socket());
  // Each packet tells which of our addresses it was sent to.
  const int tell = 1;
  ::setsockopt(answerer->udp_.number(), IPPROTO_IP, IP_PKTINFO, &tell, sizeof(tell));
  // Answers as large as the questions, or not at all.
  const int never_cut = IP_PMTUDISC_PROBE;
  ::setsockopt(answerer->udp_.number(), IPPROTO_IP, IP_MTU_DISCOVER, &never_cut, sizeof(never_cut));
  answerer->thread_ = std::jthread([raw = answerer.get()](std::stop_token stop) { raw->answer(std::move(stop)); });
  return answerer;
}

void ProbeAnswerer::answer(std::stop_token stop) const {
  const StopEvent stopped(stop);
  std::array<char, 16384> packet{};
  while (!stop.stop_requested()) {
    std::array<pollfd, 3> events = {
        {{tcp_.number(), POLLIN, 0}, {udp_.number(), POLLIN, 0}, {stopped.descriptor(), POLLIN, 0}}};
    ::poll(events.data(), events.size(), -1);
    const FileDescriptor connection(::accept4(tcp_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    while (answer_packet(udp_, packet)) {
    }
  }
}

std::vector<Reach> probe_peers(Ipv4 from, std::span<const Peer> peers, std::chrono::milliseconds deadline) {
  RealClock clock;
  const Moment end = clock.now() + deadline;
  std::vector<Running> running;
  std::vector<Reach> reaches;
  for (const Peer& peer : peers) {
    running.push_back(begin(from, peer));
    reaches.push_back({.host = peer.host});
  }
  // Large packets come back at the same time as small ones, or never: a short while after the first answer is enough.
  constexpr std::chrono::milliseconds kAfterAll{20};
  std::optional<Moment> all_answered;
  Moment next_packets = clock.now();
  while (clock.now() < (all_answered ? std::min(end, *all_answered + kAfterAll) : end)) {
    // A packet may be lost, and the first may wait for neighbours to be found.
    if (clock.now() >= next_packets) {
      for (std::size_t i = 0; i < running.size(); ++i)
        if (!reaches[i].udp) send_packets(running[i]);
      next_packets += kBetweenPackets;
    }
    std::vector<pollfd> events;
    for (const Running& one : running) {
      events.push_back({one.udp.number(), POLLIN, 0});
      events.push_back({one.tcp_is_known ? -1 : one.tcp.number(), POLLOUT, 0});
    }
    ::poll(events.data(), events.size(), static_cast<int>(kAfterAll.count()));
    bool all = true;
    for (std::size_t i = 0; i < running.size(); ++i) {
      take_answers(running[i], reaches[i]);
      if (!running[i].tcp_is_known && events[2 * i + 1].revents != 0) {
        running[i].tcp_is_known = true;
        reaches[i].tcp = is_connected(running[i]);
      }
      all = all && reaches[i].udp && running[i].tcp_is_known;
    }
    if (all && !all_answered) all_answered = clock.now();
  }
  return reaches;
}

Json to_json(const Reach& reach) {
  return Json::object()
      .set("host", reach.host)
      .set("tcp", reach.tcp)
      .set("udp", reach.udp)
      .set("path_mtu", reach.path_mtu);
}

Result<Reach> reach_from_json(const Json& json) {
  Reach reach;
  reach.host = TRY(json.text("host"));
  reach.tcp = TRY(json.boolean("tcp"));
  reach.udp = TRY(json.boolean("udp"));
  reach.path_mtu = static_cast<int>(TRY(json.integer("path_mtu")));
  return reach;
}

Json to_json(const Peer& peer) {
  return Json::object().set("host", peer.host).set("address", peer.address.text()).set("port", peer.port);
}

Result<Peer> peer_from_json(const Json& json) {
  Peer peer;
  peer.host = TRY(json.text("host"));
  peer.address = TRY(Ipv4::parse(TRY(json.text("address"))));
  peer.port = static_cast<int>(TRY(json.integer("port")));
  return peer;
}

}  // namespace vent
