#include "events/activity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "events/json_line.h"
#include "events/test_support/recorder.h"
#include "events/test_support/rough_bytes.h"

namespace vent {
namespace {

class ActivityTest : public testing::Test {
 protected:
  ActivityTest() { bus_.add(recorder_); }

  VirtualClock clock_;
  EventBus bus_{clock_};
  Recorder recorder_;
};

TEST_F(ActivityTest, SaysWhatHappens) {
  {
    Activity parent(bus_, "three hosts", Amount{3, "hosts"});
    Activity child(parent, "worker-1");
    child.progress(5, "half");
    child.progress_of(6, 10);
    child.output("text");
    child.finish(Outcome::changed, "two files");
    child.finish(Outcome::failed, "too late");
    parent.finish(Outcome::done);
  }
  ASSERT_EQ(recorder_.events.size(), 7U);
  const ActivityStarted& parent = recorder_.at<ActivityStarted>(0);
  EXPECT_EQ(parent.title, "three hosts");
  EXPECT_EQ(parent.parent, 0U);
  EXPECT_EQ(parent.expected->number, 3U);
  EXPECT_EQ(parent.expected->unit, "hosts");
  const ActivityStarted& child = recorder_.at<ActivityStarted>(1);
  EXPECT_EQ(child.parent, parent.id);
  EXPECT_NE(child.id, parent.id);
  EXPECT_FALSE(child.expected);
  EXPECT_EQ(recorder_.at<ActivityProgress>(2).done, 5U);
  EXPECT_EQ(recorder_.at<ActivityProgress>(2).note, "half");
  EXPECT_FALSE(recorder_.at<ActivityProgress>(2).total);
  EXPECT_EQ(recorder_.at<ActivityProgress>(3).total, 10U);
  EXPECT_EQ(recorder_.at<Output>(4).activity, child.id);
  EXPECT_EQ(recorder_.at<ActivityFinished>(5).outcome, Outcome::changed);
  EXPECT_EQ(recorder_.at<ActivityFinished>(5).note, "two files");
  EXPECT_EQ(recorder_.at<ActivityFinished>(6).id, parent.id);
}

TEST_F(ActivityTest, HasFailedWhenItIsLeftEarly) {
  { const Activity activity(bus_, "left"); }
  EXPECT_EQ(recorder_.at<ActivityFinished>(1).outcome, Outcome::failed);
}

TEST_F(ActivityTest, FinishesAsItsResult) {
  const auto work = [&](Result<int> result) -> Result<int> {
    Activity activity(bus_, "work");
    return activity.finish_as(std::move(result));
  };
  EXPECT_EQ(work(7).value(), 7);
  EXPECT_EQ(recorder_.at<ActivityFinished>(1).outcome, Outcome::done);
  EXPECT_EQ(work(fail(Error(ErrorKind::failed, "it broke"))).error().message, "it broke");
  EXPECT_EQ(recorder_.at<ActivityFinished>(3).outcome, Outcome::failed);
  EXPECT_EQ(recorder_.at<ActivityFinished>(3).note, "");
}

// However a program's output is cut, the pieces together are the same bytes, and a listener that shows each piece alone
// shows what it would have shown of the whole.
RC_GTEST_PROP(ActivityOutput, IsNeverCutInsideACharacter, ()) {
  const std::string bytes = *rough_bytes();
  const VirtualClock clock;
  EventBus bus(clock);
  Recorder recorder;
  bus.add(recorder);
  {
    Activity activity(bus, "cut");
    for (std::size_t position = 0; position < bytes.size();) {
      const std::size_t length = *rc::gen::inRange<std::size_t>(1, 5);
      activity.output(std::string_view(bytes).substr(position, length));
      position += length;
    }
  }
  std::string together;
  std::string shown = "\"";
  for (const StampedEvent& event : recorder.events) {
    if (const Output* output = std::get_if<Output>(&event.event)) {
      RC_ASSERT(!output->text.empty());
      together += output->text;
      const std::string json = json_string(output->text);
      shown += json.substr(1, json.size() - 2);
    }
  }
  RC_ASSERT(together == bytes);
  RC_ASSERT(shown + '"' == json_string(bytes));
}

TEST_F(ActivityTest, HalfACharacterWaitsForTheOther) {
  {
    Activity activity(bus_, "cut");
    activity.output("a\xe2\x9c");
    activity.output("\x93");
    activity.output("\xe2");
  }
  EXPECT_EQ(recorder_.at<Output>(1).text, "a");
  EXPECT_EQ(recorder_.at<Output>(2).text, "✓");
  EXPECT_EQ(recorder_.at<Output>(3).text, "\xe2");
}

}  // namespace
}  // namespace vent
