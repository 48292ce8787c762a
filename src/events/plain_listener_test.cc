#include "events/plain_listener.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "events/activity.h"
#include "events/test_support/story.h"
#include "support/golden.h"

namespace vent {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class PlainListenerTest : public testing::Test {
 protected:
  PlainListenerTest() { listen(LineTimes::left_out); }

  void listen(LineTimes times) {
    listener_.emplace([this](std::string_view text) { written_ += text; }, times);
    bus_.add(*listener_);
  }

  void end() {
    bus_.remove(*listener_);
    listener_.reset();
  }

  VirtualClock clock_;
  EventBus bus_{clock_};
  std::string written_;
  std::optional<PlainListener> listener_;
};

TEST_F(PlainListenerTest, Story) {
  tell_story(bus_, clock_, [] {});
  end();
  expect_golden("plain.txt", written_);
}

TEST_F(PlainListenerTest, StoryWithTimes) {
  end();
  listen(LineTimes::shown);
  tell_story(bus_, clock_, [] {});
  end();
  expect_golden("plain_with_times.txt", written_);
}

TEST_F(PlainListenerTest, ProgressAtMostEveryTenSeconds) {
  Activity activity(bus_, "download", Amount{1000, "files"});
  for (int second = 1; second <= 40; ++second) {
    clock_.advance(seconds(1));
    activity.progress(static_cast<std::uint64_t>(second));
  }
  activity.finish(Outcome::done);
  const std::vector<std::string> expected = {
      "download: started",
      "download: 1 %, 10 of 1000 files, about 16 min 30 s left",
      "download: 2 %, 20 of 1000 files, about 16 min 20 s left",
      "download: 3 %, 30 of 1000 files, about 16 min 10 s left",
      "download: 4 %, 40 of 1000 files, about 16 min left",
      "download: done in 40 s",
  };
  EXPECT_EQ(split_lines(written_), expected);
}

TEST_F(PlainListenerTest, TheTenSecondsAreCountedForEachActivity) {
  Activity early(bus_, "early");
  clock_.advance(seconds(6));
  Activity late(bus_, "late");
  clock_.advance(seconds(4));
  early.progress(0, "now");
  late.progress(0, "too soon");
  clock_.advance(seconds(6));
  early.progress(0, "too soon");
  late.progress(0);
  EXPECT_EQ(written_, "early: started\nlate: started\nearly: now\nlate: 10 s\n");
}

TEST_F(PlainListenerTest, AnEmptyLineIsALine) {
  bus_.say("");
  EXPECT_EQ(written_, "\n");
}

TEST_F(PlainListenerTest, SaysWhatWasNotFinished) {
  bus_.send(ActivityStarted{1, 0, "whole", {}});
  bus_.send(ActivityStarted{2, 1, "part", {}});
  bus_.send(Output{2, "last words"});
  clock_.advance(milliseconds(500));
  bus_.say("the end");
  end();
  EXPECT_EQ(written_,
            "whole: started\npart: started\nthe end\n"
            "part: failed after 500 ms: not finished\n  | last words\n"
            "whole: failed after 500 ms: not finished\n");
}

TEST_F(PlainListenerTest, LosesNothingOfActivitiesItDoesNotKnow) {
  bus_.send(Output{5, "output"});
  bus_.send(ActivityFinished{5, Outcome::failed, "note"});
  bus_.send(ActivityProgress{5, 1, {}, ""});
  EXPECT_EQ(written_, "output\nactivity 5: failed after 0 ms: note\n");
}

TEST_F(PlainListenerTest, ManyThreadsWriteWholeLines) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 100;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([this] {
        for (int round = 0; round < kRounds; ++round) {
          Activity activity(bus_, "work");
          activity.output("a line\n");
          activity.finish(Outcome::failed);
        }
      });
    }
  }
  end();
  std::map<std::string, int> counts;
  for (const std::string& line : split_lines(written_)) ++counts[line];
  const std::map<std::string, int> expected = {
      {"work: started", kThreads * kRounds},
      {"work: failed after 0 ms", kThreads * kRounds},
      {"  | a line", kThreads * kRounds},
  };
  EXPECT_EQ(counts, expected);
}

}  // namespace
}  // namespace vent
