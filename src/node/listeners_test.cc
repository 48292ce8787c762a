#include "node/listeners.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

constexpr std::string_view kTcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0 100 0 0 10 0\n"
    "   1: 0100500A:192B 00000000:0000 0A 00000000:00000000 00:00000000 00000000   998        0 77 1 0 100 0 0 10 0\n"
    "   2: 0100500A:0016 0200500A:9C40 01 00000000:00000000 00:00000000 00000000     0        0 78 1 0 20 4 30 10 -1\n";

TEST(Listeners, AreTheSocketsInThatState) {
  const std::vector<WaitingSocket> expected = {{.address = "127.0.0.1", .port = 22, .inode = 4242},
                                               {.address = "10.80.0.1", .port = 6443, .inode = 77}};
  EXPECT_EQ(waiting_sockets(kTcp, "0A"), expected);
}

TEST(Listeners, OnAnyIpv6AddressAreNamedSo) {
  const auto sockets = waiting_sockets(
      "   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 "
      "00:00000000 "
      "00000000     0        0 5 1\n",
      "0A");
  ASSERT_EQ(sockets.size(), 1U);
  EXPECT_EQ(sockets[0].address, "::");
}

RC_GTEST_PROP(Listeners, TakeAnyTable, (const std::string& table)) { waiting_sockets(table, "0A"); }

}  // namespace
}  // namespace vent
