#include "base/clock.h"

#include <atomic>
#include <thread>

namespace vent {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;

void wait_for_sleepers(const VirtualClock& clock, int count) {
  while (clock.sleeping() != count) std::this_thread::yield();
}

TEST(VirtualClock, StandsStillUntilMoved) {
  VirtualClock clock;
  const WallTime wall = clock.wall();
  const Moment now = clock.now();
  EXPECT_EQ(clock.wall(), wall);
  clock.advance(90s);
  EXPECT_EQ(clock.wall() - wall, 90s);
  EXPECT_EQ(clock.now() - now, 90s);
}

TEST(VirtualClock, StartsOnAFixedDay) { EXPECT_EQ(format_utc(VirtualClock().wall()), "2026-01-01T00:00:00Z"); }

TEST(VirtualClock, APastMomentIsNotWaitedFor) {
  VirtualClock clock;
  EXPECT_TRUE(clock.sleep_until(clock.now(), {}));
  EXPECT_TRUE(clock.sleep_for(-1s));
}

TEST(VirtualClock, WakesASleeperAtItsMomentAndNotBefore) {
  VirtualClock clock;
  std::atomic<bool> has_woken = false;
  std::jthread sleeper([&] { has_woken = clock.sleep_for(10s); });
  wait_for_sleepers(clock, 1);
  clock.advance(9s);
  EXPECT_FALSE(has_woken);
  EXPECT_EQ(clock.sleeping(), 1);
  clock.advance(1s);
  sleeper.join();
  EXPECT_TRUE(has_woken);
  EXPECT_EQ(clock.sleeping(), 0);
}

TEST(VirtualClock, WakesManyInTheOrderOfTheirMoments) {
  VirtualClock clock;
  constexpr int kSleepers = 6;
  std::atomic<int> woken = 0;
  std::vector<std::jthread> sleepers;
  for (int number = 1; number <= kSleepers; ++number)
    sleepers.emplace_back([&clock, &woken, number] { woken += clock.sleep_for(seconds(number)) ? 1 : 0; });
  wait_for_sleepers(clock, kSleepers);
  for (int number = 1; number <= kSleepers; ++number) {
    clock.advance(1s);
    wait_for_sleepers(clock, kSleepers - number);
  }
  sleepers.clear();
  EXPECT_EQ(woken, kSleepers);
}

template <class AnyClock>
void expect_stop_wakes() {
  AnyClock clock;
  std::atomic<bool> came = true;
  {
    std::jthread sleeper([&](std::stop_token stop) { came = clock.sleep_until(Moment::max(), stop); });
  }  // stops and joins
  EXPECT_FALSE(came);
}

TEST(VirtualClock, AStopWakesASleeper) { expect_stop_wakes<VirtualClock>(); }
TEST(RealClock, AStopWakesASleeper) { expect_stop_wakes<RealClock>(); }

TEST(RealClock, SleepsUntilTheMoment) {
  RealClock clock;
  const Moment until = clock.now() + 20ms;
  EXPECT_TRUE(clock.sleep_until(until, {}));
  EXPECT_GE(clock.now(), until);
}

TEST(RealClock, AStopFromBeforeCounts) {
  RealClock clock;
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(clock.sleep_for(1h, source.get_token()));
  EXPECT_TRUE(clock.sleep_until(clock.now() - 1s, source.get_token())) << "the moment has come all the same";
}

TEST(FormatUtc, WritesRfc3339) {
  EXPECT_EQ(format_utc(WallTime{}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_utc(sys_days(year(2026) / 11 / 21) + 10h + 15min + 999ms), "2026-11-21T10:15:00Z");
  EXPECT_EQ(format_utc(sys_days(year(2024) / 2 / 29) + 23h + 59min + 59s), "2024-02-29T23:59:59Z");
  EXPECT_EQ(format_utc(sys_days(year(1969) / 12 / 31) + 23h + 59min + 59s + 1ms), "1969-12-31T23:59:59Z");
}

TEST(FormatDuration, IsAsLongAsItNeedsToBe) {
  const std::vector<std::pair<Duration, std::string>> examples = {
      {0s, "0 ms"},
      {850ms, "850 ms"},
      {999ms + 999us, "999 ms"},
      {1s, "1 s"},
      {3s + 200ms, "3.2 s"},
      {3s + 50ms, "3.0 s"},
      {30s, "30 s"},
      {59s + 999ms, "59.9 s"},
      {1min, "1 min"},
      {1min + 1ms, "1 min 00 s"},
      {2min + 5s, "2 min 05 s"},
      {59min + 59s + 999ms, "59 min 59 s"},
      {1h, "1 h"},
      {3h + 12min, "3 h 12 min"},
      {23h + 59min, "23 h 59 min"},
      {24h, "1 day"},
      {30h, "1 day 6 h"},
      {52h, "2 days 4 h"},
      {days(100), "100 days"},
      {-90s, "-1 min 30 s"},
      {-1ms, "-1 ms"},
  };
  for (const auto& [duration, text] : examples) EXPECT_EQ(format_duration(duration), text);
}

TEST(FormatDuration, HasAWordForTheLongest) {
  EXPECT_EQ(format_duration(Duration::max()), "106751 days 23 h");
  EXPECT_EQ(format_duration(Duration::min()), "-106751 days 23 h");
}

RC_GTEST_PROP(FormatDuration, IsShort, (std::int64_t nanoseconds)) {
  RC_ASSERT(format_duration(std::chrono::nanoseconds(nanoseconds)).size() <= std::string("-106751 days 23 h").size());
}

}  // namespace
}  // namespace vent
