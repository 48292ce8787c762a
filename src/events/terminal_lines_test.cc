#include "events/terminal_lines.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"
#include "events/test_support/rough_bytes.h"

namespace vent {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

RunningActivity activity(std::string title) {
  RunningActivity result;
  result.id = 1;
  result.title = std::move(title);
  result.done = 12;
  result.total = 26;
  result.unit = "packages";
  result.note = "libc6";
  return result;
}

std::string line(const RunningActivity& running, Duration elapsed, int columns) {
  return running_lines({running}, Moment{elapsed}, {}, columns, 5).at(0);
}

// What gives way first, as the terminal gets narrower.
TEST(RunningLines, ShortenInOrderOfImportance) {
  const RunningActivity image = activity("base image");
  EXPECT_EQ(line(image, seconds(35), 80), "· base image  35 s  46 %  about 41 s left  12 of 26 packages  libc6");
  EXPECT_EQ(line(image, seconds(35), 65), "· base image  35 s  46 %  about 41 s left  12 of 26 packages");
  EXPECT_EQ(line(image, seconds(35), 50), "· base image  35 s  46 %  about 41 s left");
  EXPECT_EQ(line(image, seconds(35), 30), "· base image  35 s  46 %");
  EXPECT_EQ(line(image, seconds(35), 20), "· base image  35 s");
}

TEST(RunningLines, AreIndentedButNeverOutOfSight) {
  RunningActivity part = activity("part");
  part.depth = 1;
  EXPECT_TRUE(line(part, seconds(1), 80).starts_with("  · part  1 s"));
  part.depth = 1000;
  EXPECT_NE(line(part, seconds(1), 30).find("part"), std::string::npos);
}

RC_GTEST_PROP(RunningLines, AreNarrowerThanTheTerminal, ()) {
  RunningActivity running = activity(*rough_bytes());
  running.note = *rough_bytes();
  running.depth = *rc::gen::inRange(0, 9);
  const int columns = *rc::gen::inRange(1, 60);
  const Duration elapsed = *rc::gen::element<Duration>(seconds(1), seconds(100), hours(1000));
  RC_ASSERT(display_width(line(running, elapsed, columns)) < columns);
}

TEST(FinishedText, SaysHowItEnded) {
  RunningActivity image = activity("base image");
  image.output = "line 1\nline 2";
  const auto text = [&](Outcome outcome, std::string_view note) {
    return finished_text(image, outcome, note, Moment{seconds(95)}, {}, 80);
  };
  EXPECT_EQ(text(Outcome::done, ""), "✓ base image  1 min 35 s\n");
  EXPECT_EQ(text(Outcome::done, "25 packages"), "✓ base image  1 min 35 s  25 packages\n");
  EXPECT_EQ(text(Outcome::changed, ""), "✓ base image  1 min 35 s  changed\n");
  EXPECT_EQ(text(Outcome::unchanged, ""), "= base image  1 min 35 s  unchanged\n");
  EXPECT_EQ(text(Outcome::skipped, "no host"), "- base image  skipped  no host\n");
  EXPECT_EQ(text(Outcome::failed, "debootstrap exited with 1"),
            "✗ base image  1 min 35 s  debootstrap exited with 1\n  | line 1\n  | line 2\n");
}

TEST(FinishedText, FoldsAndLosesNothing) {
  const RunningActivity image = activity("a title of several words");
  EXPECT_EQ(finished_text(image, Outcome::done, "and a note", Moment{seconds(95)}, {}, 20),
            "✓ a title of\n  several words\n  1 min 35 s and a\n  note\n");
}

TEST(FailedText, OnlyTheFirstWordIsColoured) {
  const std::string text = failed_text({Error(ErrorKind::bug, "broken \x1b[0m")}, {Colours::sgr, Symbols::unicode});
  EXPECT_TRUE(text.starts_with("\x1b[31merror:\x1b[0m broken ^[[0m")) << text;
}

TEST(SaidText, KeepsItsLines) {
  EXPECT_EQ(said_text({Level::info, "one\ntwo\n"}, {}), "one\ntwo\n");
  EXPECT_EQ(said_text({Level::warning, "one"}, {}), "warning: one\n");
  EXPECT_EQ(said_text({Level::info, ""}, {}), "\n");
}

}  // namespace
}  // namespace vent
