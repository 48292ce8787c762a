#include "node/probe.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace vent {

std::ostream& operator<<(std::ostream& out, const Reach& reach) {
  return out << reach.host << (reach.tcp ? " tcp" : "") << (reach.udp ? " udp" : "") << " mtu " << reach.path_mtu;
}

namespace {

// Only a fault reaches it.
constexpr std::chrono::seconds kDeadline{20};
const Ipv4 kHere = Ipv4::parse("127.0.0.1").value(), kThere = Ipv4::parse("127.0.0.2").value();

// A port that had an owner a moment ago, and has none now.
int port_of_nobody() { return ProbeAnswerer::start().value()->port(); }

TEST(Probe, FindsPeersThatAnswer) {
  const auto one = ProbeAnswerer::start().value(), other = ProbeAnswerer::start().value();
  const std::vector<Peer> peers = {{.host = "one", .address = kHere, .port = one->port()},
                                   {.host = "other", .address = kHere, .port = other->port()}};
  for (const Ipv4 from : {kHere, kThere})
    EXPECT_EQ(probe_peers(from, peers, kDeadline),
              (std::vector<Reach>{{.host = "one", .tcp = true, .udp = true, .path_mtu = 9000},
                                  {.host = "other", .tcp = true, .udp = true, .path_mtu = 9000}}));
}

// A host has several addresses; the answer comes from the one that was asked.
TEST(Probe, FindsAPeerByAnyOfItsAddresses) {
  const auto answerer = ProbeAnswerer::start().value();
  const std::vector<Peer> peers = {{.host = "there", .address = kThere, .port = answerer->port()}};
  EXPECT_EQ(probe_peers(kHere, peers, kDeadline),
            (std::vector<Reach>{{.host = "there", .tcp = true, .udp = true, .path_mtu = 9000}}));
}

TEST(Probe, EndsAtTheDeadlineWhenNobodyAnswers) {
  const std::vector<Peer> peers = {{.host = "nobody", .address = kThere, .port = port_of_nobody()}};
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<Reach> reaches = probe_peers(kHere, peers, std::chrono::milliseconds(100));
  EXPECT_EQ(reaches, (std::vector<Reach>{{.host = "nobody"}}));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(100));
}

TEST(Probe, OfOneThatIsSilentDoesNotHideOneThatAnswers) {
  const auto answerer = ProbeAnswerer::start().value();
  const std::vector<Peer> peers = {{.host = "nobody", .address = kThere, .port = port_of_nobody()},
                                   {.host = "somebody", .address = kHere, .port = answerer->port()}};
  const std::vector<Reach> reaches = probe_peers(kHere, peers, std::chrono::seconds(1));
  EXPECT_EQ(reaches.at(0), Reach{.host = "nobody"});
  EXPECT_TRUE(reaches.at(1).tcp && reaches.at(1).udp);
}

TEST(Probe, FromAnAddressThatIsNotOursReachesNobody) {
  const auto answerer = ProbeAnswerer::start().value();
  const Ipv4 not_ours = Ipv4::parse("192.0.2.1").value();
  const std::vector<Peer> peers = {{.host = "here", .address = kHere, .port = answerer->port()}};
  EXPECT_EQ(probe_peers(not_ours, peers, std::chrono::milliseconds(100)), (std::vector<Reach>{{.host = "here"}}));
}

TEST(Probe, OfNoPeersEndsAtOnce) { EXPECT_TRUE(probe_peers(kHere, {}, kDeadline).empty()); }

// What a stranger may send to the port: an empty packet, and the largest there is.
TEST(ProbeAnswerer, GoesOnAfterPacketsOfAnySize) {
  const auto answerer = ProbeAnswerer::start().value();
  const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(static_cast<std::uint16_t>(answerer->port()));
  place.sin_addr.s_addr = htonl(kHere.value);
  ASSERT_EQ(::connect(socket.number(), reinterpret_cast<const sockaddr*>(&place), sizeof(place)), 0);
  constexpr std::size_t kLargest = 65507;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kLargest}) {
    const std::string packet(size, 'x');
    ASSERT_EQ(::send(socket.number(), packet.data(), size, 0), static_cast<ssize_t>(size));
  }
  const std::vector<Peer> peers = {{.host = "here", .address = kHere, .port = answerer->port()}};
  EXPECT_TRUE(probe_peers(kThere, peers, kDeadline).at(0).udp);
}

TEST(ProbeAnswerer, EndsWhenNobodyNeedsItAnyMore) {
  int port = 0;
  {
    const auto answerer = ProbeAnswerer::start().value();
    port = answerer->port();
    EXPECT_GT(port, 0);
    EXPECT_NE(port, ProbeAnswerer::start().value()->port());
  }
  const std::vector<Peer> peers = {{.host = "gone", .address = kHere, .port = port}};
  EXPECT_EQ(probe_peers(kHere, peers, std::chrono::milliseconds(50)), (std::vector<Reach>{{.host = "gone"}}));
}

}  // namespace
}  // namespace vent
