#include "net/port.h"

#include <gtest/gtest.h>

#include "net/test_server.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

const Ipv4 kLoopback{0x7f000001};

// A port that nobody listens on: the one of a server that has just ended.
int closed_port() {
  return TestServer([](TestConnection&) {}).port();
}

TEST(TcpPortIsFree, TellsAListenedOnPortFromAFreeOne) {
  {
    const TestServer server([](TestConnection&) {});
    EXPECT_EQ(tcp_port_is_free(kLoopback, server.port()), false);
  }
  EXPECT_EQ(tcp_port_is_free(kLoopback, closed_port()), true);
}

TEST(TcpPortIsFree, AnAddressOfAnotherMachineIsAnError) {
  const Result<bool> result = tcp_port_is_free(*Ipv4::parse("203.0.113.77"), 7480);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::missing);
  EXPECT_NE(result.error().message.find("203.0.113.77:7480"), std::string::npos);
}

TEST(TcpPortIsFree, RefusesWhatIsNoPort) {
  for (const int port : {0, -1, 65536}) {
    EXPECT_EQ(tcp_port_is_free(kLoopback, port).error().kind, ErrorKind::bad_input) << port;
    EXPECT_EQ(read_tcp_banner(kLoopback, port, 1s).error().kind, ErrorKind::bad_input) << port;
  }
}

TEST(ReadTcpBanner, GivesTheFirstLineWithoutItsEnd) {
  const TestServer server([](TestConnection& connection) {
    // In pieces, as a network may deliver it.
    connection.send("SSH-2.0-");
    connection.send("OpenSSH_9.2p1\r");
    connection.send("\nmore that is not read\n");
    connection.wait_until_closed();
  });
  EXPECT_EQ(read_tcp_banner(kLoopback, server.port(), 60s), "SSH-2.0-OpenSSH_9.2p1");
}

TEST(ReadTcpBanner, ARefusedConnectionCanBeTriedAgain) {
  const Result<std::string> result = read_tcp_banner(kLoopback, closed_port(), 60s);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::not_reachable);
  EXPECT_EQ(result.error().retry, Retry::later);
}

TEST(TryTcpConnection, TellsAnOpenPortFromAClosedOne) {
  int port = 0;
  {
    const TestServer server([](TestConnection& connection) { connection.wait_until_closed(); });
    port = server.port();
    EXPECT_TRUE(try_tcp_connection(kLoopback, port, 60s));
  }
  const Result<> closed = try_tcp_connection(kLoopback, port, 60s);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().kind, ErrorKind::not_reachable);
}

TEST(ReadTcpBanner, AConnectionClosedWithoutALineCanBeTriedAgain) {
  const TestServer server([](TestConnection& connection) { connection.send("SSH-2.0-half a li"); });
  const Result<std::string> result = read_tcp_banner(kLoopback, server.port(), 60s);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::not_reachable);
  EXPECT_EQ(result.error().retry, Retry::later);
}

TEST(ReadTcpBanner, ASilentServerMeetsTheDeadline) {
  const TestServer server([](TestConnection& connection) { connection.wait_until_closed(); });
  const Result<std::string> result = read_tcp_banner(kLoopback, server.port(), 20ms);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::timed_out);
  EXPECT_EQ(result.error().retry, Retry::later);
  EXPECT_NE(result.error().message.find("20 ms"), std::string::npos) << result.error().message;
}

TEST(ReadTcpBanner, StopsOnRequestInTheMiddleOfALongWait) {
  std::stop_source stop;
  const TestServer server([&](TestConnection& connection) {
    stop.request_stop();  // the client is connected and waits for a line by now, or soon
    connection.wait_until_closed();
  });
  const Result<std::string> result = read_tcp_banner(kLoopback, server.port(), 1h, stop.get_token());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::interrupted);
}

TEST(ReadTcpBanner, EndlessTalkWithoutALineIsRefused) {
  const TestServer server([](TestConnection& connection) {
    while (connection.send(std::string(100, 'x'))) {
    }
  });
  const Result<std::string> result = read_tcp_banner(kLoopback, server.port(), 60s);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::failed);
}

}  // namespace
}  // namespace vent
