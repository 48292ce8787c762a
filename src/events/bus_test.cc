#include "events/bus.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "events/activity.h"
#include "events/test_support/recorder.h"

namespace vent {
namespace {

TEST(EventBus, StampsEachEventAndKeepsTheOrder) {
  VirtualClock clock;
  EventBus bus(clock);
  Recorder recorder;
  bus.add(recorder);
  const WallTime wall = clock.wall();
  const Moment moment = clock.now();
  bus.say("one");
  clock.advance(std::chrono::seconds(2));
  bus.warn("two");

  ASSERT_EQ(recorder.events.size(), 2U);
  EXPECT_EQ(std::get<Said>(recorder.events[0].event).text, "one");
  EXPECT_EQ(recorder.events[0].wall, wall);
  EXPECT_EQ(recorder.events[0].moment, moment);
  EXPECT_EQ(std::get<Said>(recorder.events[1].event).level, Level::warning);
  EXPECT_EQ(recorder.events[1].wall, wall + std::chrono::seconds(2));
  EXPECT_EQ(recorder.events[1].moment, moment + std::chrono::seconds(2));
}

TEST(EventBus, TellsEveryListenerUntilItIsRemoved) {
  const VirtualClock clock;
  EventBus bus(clock);
  bus.say("nobody listens");
  Recorder first;
  Recorder second;
  bus.add(first);
  bus.add(second);
  bus.say("both");
  bus.remove(first);
  bus.say("one");
  EXPECT_EQ(first.events.size(), 1U);
  EXPECT_EQ(second.events.size(), 2U);
}

// What tsan is for: senders on many threads, a listener that comes and goes, and no event lost or out of order.
TEST(EventBus, ManyThreads) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 200;
  const RealClock clock;
  EventBus bus(clock);
  Recorder recorder;
  bus.add(recorder);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&bus] {
        for (int round = 0; round < kRounds; ++round) {
          Activity activity(bus, "work");
          activity.progress(static_cast<std::uint64_t>(round));
          activity.finish(Outcome::done);
        }
      });
    }
    threads.emplace_back([&bus] {
      for (int round = 0; round < kRounds; ++round) {
        Recorder guest;
        bus.add(guest);
        bus.remove(guest);
      }
    });
  }

  ASSERT_EQ(recorder.events.size(), static_cast<std::size_t>(kThreads * kRounds * 3));
  std::map<ActivityId, int> seen;  // how many events of each activity so far
  Moment last = recorder.events.front().moment;
  for (const StampedEvent& event : recorder.events) {
    EXPECT_GE(event.moment, last);
    last = event.moment;
    if (const ActivityStarted* started = std::get_if<ActivityStarted>(&event.event)) {
      EXPECT_EQ(seen[started->id]++, 0);
    } else if (const ActivityProgress* progress = std::get_if<ActivityProgress>(&event.event)) {
      EXPECT_EQ(seen[progress->id]++, 1);
    } else {
      EXPECT_EQ(seen[std::get<ActivityFinished>(event.event).id]++, 2);
    }
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kThreads * kRounds));
}

}  // namespace
}  // namespace vent
