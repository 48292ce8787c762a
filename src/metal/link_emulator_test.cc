#include "metal/link_emulator.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <thread>

#include "base/process.h"
#include "metal/link_test_network.h"

namespace vent::metal {
namespace {

using namespace std::chrono_literals;

// Real packets through real namespaces. Times are only ever compared with lower bounds: this machine may be busy.
class LinkEmulatorTest : public testing::Test {
 public:
  LinkTestNetwork network;
  TestSocket a{network.a().name_space, network.a().private_address};
  TestSocket b{network.b().name_space, network.b().private_address};
  TestSocket the_operator{network.operator_machine().name_space, network.operator_machine().private_address};

  LinkSetting between_a_and_b() const { return {.a = network.a().addresses(), .b = network.b().addresses()}; }

  LinkSetting delayed(std::chrono::microseconds delay) const {
    LinkSetting setting = between_a_and_b();
    setting.delay = delay;
    return setting;
  }
  LinkSetting lossy(double loss) const {
    LinkSetting setting = between_a_and_b();
    setting.loss = loss;
    return setting;
  }
  LinkSetting blocked() const {
    LinkSetting setting = between_a_and_b();
    setting.blocked = true;
    return setting;
  }

  std::unique_ptr<LinkEmulator> open(const std::vector<LinkSetting>& settings = {}, std::uint64_t seed = 1) const {
    return must(LinkEmulator::open(network.router(), settings, seed));
  }

  // For what the emulator's thread is about to do; it takes no time worth speaking of.
  static void wait_until(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited in vain");
      std::this_thread::yield();
    }
  }

  // How many of that many packets arrive. A packet sent behind them on a clean link says that no more will come.
  int arrivals(TestSocket& from, TestSocket& to, int count, const std::function<void()>& clean_link) {
    for (int sent = 0; sent < count; ++sent) from.send(to, "one of many");
    clean_link();
    from.send(to, "the end");
    int arrived = 0;
    while (to.receive() != "the end") ++arrived;
    return arrived;
  }
};

TEST_F(LinkEmulatorTest, DelaysEachWayOfALinkAndNothingElse) {
  const std::string untouched = network.rules();
  const std::unique_ptr<LinkEmulator> emulator = open();
  std::chrono::nanoseconds plain = 1h;
  for (int attempt = 0; attempt < 10; ++attempt) plain = std::min(plain, round_trip(a, b));
  EXPECT_EQ(network.rules(), untouched);
  EXPECT_EQ(emulator->counts().passed, 0u) << "without settings nothing passes through us";

  must(emulator->set({delayed(30ms)}));
  EXPECT_GE(round_trip(a, b), 60ms);
  EXPECT_GE(round_trip(b, a), 60ms);
  EXPECT_GT(round_trip(a, b), plain);
  TestSocket public_a{network.a().name_space, network.a().public_address};
  TestSocket public_b{network.b().name_space, network.b().public_address};
  EXPECT_GE(round_trip(public_a, public_b), 60ms);
  EXPECT_GE(round_trip(a, public_b), 60ms);

  const std::uint64_t before = emulator->counts().passed;
  EXPECT_EQ(before, 10u);
  round_trip(a, the_operator);
  round_trip(the_operator, b);
  EXPECT_EQ(emulator->counts().passed, before) << "other links don't pass through us";

  must(emulator->set({}));
  round_trip(a, b);
  EXPECT_EQ(emulator->counts().passed, before);
  EXPECT_EQ(network.rules(), untouched);
}

TEST_F(LinkEmulatorTest, TheTunnelSaysNothingByItself) {
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(1ms)});
  const std::vector<std::string> ask = {"ip", "-n", network.router(), "address", "show", "dev", "links"};
  EXPECT_EQ(must(run_checked({.arguments = ask})).find("inet"), std::string::npos) << "IPv6 would announce itself";
}

TEST_F(LinkEmulatorTest, ThePartiesMayHaveDelaysOfTheirOwn) {
  const std::vector<Ipv4> operators = network.operator_machine().addresses();
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(10ms),
                                                       {.a = operators, .b = network.a().addresses(), .delay = 40ms},
                                                       {.a = operators, .b = network.b().addresses(), .delay = 80ms}});
  EXPECT_GE(round_trip(a, b), 20ms);
  EXPECT_GE(round_trip(the_operator, a), 80ms);
  EXPECT_GE(round_trip(the_operator, b), 160ms);
}

TEST_F(LinkEmulatorTest, LosesTheWantedPartAndTheSameAgain) {
  std::vector<int> arrived;
  for (int repetition = 0; repetition < 2; ++repetition) {
    const std::unique_ptr<LinkEmulator> emulator = open({lossy(0.25)}, 42);
    arrived.push_back(arrivals(a, b, 2000, [&] {
      // Until all have been judged by the loss that was set.
      wait_until([&] { return emulator->counts().passed + emulator->counts().lost == 2000; });
      must(emulator->set({delayed(1us)}));
    }));
    EXPECT_EQ(emulator->counts().lost, 2000u - static_cast<unsigned>(arrived.back()));
    EXPECT_EQ(emulator->counts().dropped, 0u);
  }
  // Six standard deviations around 1500.
  EXPECT_GT(arrived[0], 1380);
  EXPECT_LT(arrived[0], 1620);
  EXPECT_EQ(arrived[0], arrived[1]);
}

TEST_F(LinkEmulatorTest, ABlockStopsOneLinkOnly) {
  const std::unique_ptr<LinkEmulator> emulator = open({blocked()});
  EXPECT_EQ(arrivals(a, b, 50,
                     [&] {
                       for (int count = 0; count < 50; ++count) b.send(a, "the other way");
                       round_trip(a, the_operator);
                       round_trip(b, the_operator);
                       must(emulator->set({}));
                     }),
            0);
  round_trip(b, a);  // throws if one of "the other way" arrives in between
}

TEST_F(LinkEmulatorTest, ABlockHoldsForPacketsOnTheirWay) {
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(1h)});
  EXPECT_EQ(arrivals(a, b, 50,
                     [&] {
                       must(emulator->set({blocked()}));
                       wait_until([&] { return emulator->counts().dropped == 50; });
                       must(emulator->set({delayed(1us)}));
                     }),
            0);
}

TEST_F(LinkEmulatorTest, AShorterDelayHoldsForPacketsOnTheirWay) {
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(1h)});
  a.send(b, "waits");
  round_trip(a, the_operator);
  must(emulator->set({delayed(1us)}));
  EXPECT_EQ(b.receive(), "waits");
}

TEST_F(LinkEmulatorTest, ManyPacketsStayInOrder) {
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(5ms)});
  for (int number = 0; number < 1000; ++number) a.send(b, std::to_string(number));
  for (int number = 0; number < 1000; ++number) ASSERT_EQ(b.receive(), std::to_string(number));
}

TEST_F(LinkEmulatorTest, FullPacketsPassUnfragmented) {
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(1ms)});
  constexpr std::size_t kLargest = 1500 - 28;
  ASSERT_TRUE(a.try_send_unfragmented(b, kLargest));
  EXPECT_EQ(b.receive().size(), kLargest);
  ASSERT_TRUE(b.try_send_unfragmented(a, kLargest));
  EXPECT_EQ(a.receive().size(), kLargest);
  EXPECT_EQ(emulator->counts().passed, 2u);
  EXPECT_EQ(a.known_path_mtu(b), 1500);
  EXPECT_FALSE(a.try_send_unfragmented(b, kLargest + 1));
}

TEST_F(LinkEmulatorTest, ATcpConnectionTakesARoundTrip) {
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(30ms)});
  const TcpTransfer result = transfer(network.a(), network.b(), 1);
  EXPECT_TRUE(result.is_whole);
  EXPECT_GE(result.connecting, 60ms);
}

TEST_F(LinkEmulatorTest, ATcpStreamArrivesWhole) {
  LinkSetting setting = delayed(1ms);
  setting.loss = 0.01;
  const std::unique_ptr<LinkEmulator> emulator = open({setting});
  EXPECT_TRUE(transfer(network.a(), network.b(), 2'000'000).is_whole);
  EXPECT_GT(emulator->counts().lost, 0u);
}

TEST_F(LinkEmulatorTest, AKilledEmulatorLeavesBlocksAndNothingElse) {
  const std::string untouched = network.rules();
  int ready[2] = {};
  ASSERT_EQ(::pipe(ready), 0);
  const LinkSetting no_operator{
      .a = network.operator_machine().addresses(), .b = network.b().addresses(), .blocked = true};
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto emulator = LinkEmulator::open(network.router(), {delayed(1h), no_operator});
    [[maybe_unused]] const ssize_t written = ::write(ready[1], emulator ? "y" : "n", 1);
    while (true) ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  for (const int end : ready) ::close(end);

  round_trip(a, b);  // in less than the hour
  EXPECT_NE(network.rules(), untouched);
  the_operator.send(b, "blocked");
  round_trip(a, the_operator);

  // The next one takes over: other settings, and not a rule too many.
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(20ms)});
  round_trip(the_operator, b);  // and "blocked" has not arrived
  EXPECT_GE(round_trip(a, b), 40ms);
  must(emulator->set({}));
  EXPECT_EQ(network.rules(), untouched);
}

TEST_F(LinkEmulatorTest, AnEndedEmulatorLeavesBlocksToo) {
  open({delayed(1h)}).reset();
  round_trip(a, b);
  open({blocked()}).reset();
  a.send(b, "blocked");
  open().reset();
  round_trip(a, b);
}

TEST_F(LinkEmulatorTest, OnlyOneRunsInANetwork) {
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(20ms)});
  const auto second = LinkEmulator::open(network.router());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_GE(round_trip(a, b), 40ms) << "the first goes on";
}

TEST_F(LinkEmulatorTest, BadSettingsChangeNothing) {
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(20ms)});
  const std::string before = network.rules();
  EXPECT_EQ(emulator->set({blocked(), lossy(2)}).error().kind, ErrorKind::bad_input);
  EXPECT_EQ(network.rules(), before);
  EXPECT_GE(round_trip(a, b), 40ms);
}

TEST_F(LinkEmulatorTest, ARemovedNetworkIsAnErrorAndNoHang) {
  const std::unique_ptr<LinkEmulator> emulator = open({delayed(20ms)});
  network.remove();
  EXPECT_FALSE(emulator->set({}));
  EXPECT_EQ(LinkEmulator::open(network.router()).error().kind, ErrorKind::missing);
}

}  // namespace
}  // namespace vent::metal
