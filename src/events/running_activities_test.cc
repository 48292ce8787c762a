#include "events/running_activities.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::vector<std::string> outline(const RunningActivities& activities) {
  std::vector<std::string> result;
  for (const RunningActivity& activity : activities.all()) {
    result.push_back(std::string(static_cast<std::size_t>(activity.depth), '>') + activity.title);
  }
  return result;
}

TEST(RunningActivities, PartsStandBelowTheirWhole) {
  RunningActivities activities;
  activities.start({1, 0, "one", {}}, Moment{});
  activities.start({2, 0, "two", {}}, Moment{});
  activities.start({3, 1, "one a", {}}, Moment{});
  activities.start({4, 3, "one a i", {}}, Moment{});
  activities.start({5, 1, "one b", {}}, Moment{});
  activities.start({6, 77, "parent unknown", {}}, Moment{});
  EXPECT_EQ(outline(activities),
            (std::vector<std::string>{"one", ">one a", ">>one a i", ">one b", "two", "parent unknown"}));
  activities.finish(3, Moment{});
  EXPECT_EQ(outline(activities), (std::vector<std::string>{"one", ">>one a i", ">one b", "two", "parent unknown"}));
}

TEST(RunningActivities, KeepsWhatWasSaid) {
  RunningActivities activities;
  EXPECT_EQ(activities.progress({1, 5, {}, "early"}), nullptr);
  EXPECT_EQ(activities.add_output({1, "early"}), nullptr);
  activities.start({1, 0, "one", Amount{10, "files"}}, Moment{});
  ASSERT_NE(activities.progress({1, 5, {}, "half"}), nullptr);
  ASSERT_NE(activities.add_output({1, "a"}), nullptr);
  ASSERT_NE(activities.add_output({1, "b"}), nullptr);
  const RunningActivity one = activities.finish(1, Moment{});
  EXPECT_EQ(one.done, 5U);
  EXPECT_EQ(one.total, 10U);
  EXPECT_EQ(one.unit, "files");
  EXPECT_EQ(one.note, "half");
  EXPECT_EQ(one.output, "ab");
  const RunningActivity again = activities.finish(1, Moment{seconds(3)});
  EXPECT_EQ(again.title, "activity 1");
  EXPECT_EQ(again.started, Moment{seconds(3)});
}

RC_GTEST_PROP(RunningActivities, AnyEventsInAnyOrderAreTaken, ()) {
  RunningActivities activities;
  std::multiset<ActivityId> running;
  for (int i = 0; i < 40; ++i) {
    const ActivityId id = *rc::gen::inRange<ActivityId>(0, 6);
    if (*rc::gen::arbitrary<bool>()) {
      activities.start({id, *rc::gen::inRange<ActivityId>(0, 6), "title", {}}, Moment{});
      running.insert(id);
    } else {
      activities.finish(id, Moment{});
      if (running.contains(id)) running.erase(running.find(id));
    }
    std::multiset<ActivityId> found;
    for (const RunningActivity& activity : activities.all()) found.insert(activity.id);
    RC_ASSERT(found == running);
  }
}

RunningActivity at(std::uint64_t done, std::optional<std::uint64_t> total, std::string unit) {
  RunningActivity activity;
  activity.done = done;
  activity.total = total;
  activity.unit = std::move(unit);
  return activity;
}

TEST(ProgressText, Amounts) {
  EXPECT_EQ(progress_text(at(12, 26, "packages"), Moment{}).amount, "12 of 26 packages");
  EXPECT_EQ(progress_text(at(12, {}, "packages"), Moment{}).amount, "12 packages");
  EXPECT_EQ(progress_text(at(12, 26, ""), Moment{}).amount, "12 of 26");
  EXPECT_EQ(progress_text(at(0, {}, "packages"), Moment{}).amount, "");
  EXPECT_EQ(progress_text(at(999, {}, "bytes"), Moment{}).amount, "999 bytes");
  EXPECT_EQ(progress_text(at(1'250'000, 60'000'000, "bytes"), Moment{}).amount, "1.2 of 60.0 MB");
  EXPECT_EQ(progress_text(at(0, 4'000'000'000, "bytes"), Moment{}).amount, "0.0 of 4.0 GB");
}

TEST(ProgressText, Percentages) {
  EXPECT_EQ(progress_text(at(0, 26, ""), Moment{}).percentage, "0 %");
  EXPECT_EQ(progress_text(at(29, 100, ""), Moment{}).percentage, "29 %");
  EXPECT_EQ(progress_text(at(999, 1000, ""), Moment{}).percentage, "99 %");
  EXPECT_EQ(progress_text(at(30, 26, ""), Moment{}).percentage, "100 %");
  EXPECT_EQ(progress_text(at(5, {}, ""), Moment{}).percentage, "");
}

TEST(ProgressText, Estimates) {
  EXPECT_EQ(progress_text(at(25, 100, ""), Moment{seconds(10)}).remaining, "about 30 s left");
  EXPECT_EQ(progress_text(at(1, 100, ""), Moment{seconds(10)}).remaining, "about 16 min 30 s left");
  EXPECT_EQ(progress_text(at(50, 100, ""), Moment{seconds(2)}).remaining, "") << "too early";
  EXPECT_EQ(progress_text(at(0, 100, ""), Moment{seconds(10)}).remaining, "") << "nothing done";
  EXPECT_EQ(progress_text(at(100, 100, ""), Moment{seconds(10)}).remaining, "") << "all done";
  EXPECT_EQ(progress_text(at(120, 100, ""), Moment{seconds(10)}).remaining, "") << "more than all";
  EXPECT_EQ(progress_text(at(1, 1'000'000'000'000, ""), Moment{seconds(10)}).remaining, "") << "too far";
}

TEST(WholeSeconds, HasNoFractions) {
  EXPECT_EQ(whole_seconds(milliseconds(850)), "0 s");
  EXPECT_EQ(whole_seconds(milliseconds(3999)), "3 s");
  EXPECT_EQ(whole_seconds(minutes(1) + seconds(35) + milliseconds(900)), "1 min 35 s");
}

}  // namespace
}  // namespace vent
