#include "events/terminal_listener.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <memory>

#include "base/text.h"
#include "events/activity.h"
#include "events/printable.h"
#include "events/test_support/story.h"
#include "events/test_support/terminal_emulator.h"
#include "support/golden.h"

namespace vent {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

SizeSource fixed_size(int columns, int rows) {
  return [columns, rows] { return TerminalSize{columns, rows}; };
}

// The story as it was to be seen at each pause, and at the end.
std::string told_at(TerminalEmulator& terminal, int columns, int rows, const Look& look) {
  VirtualClock clock;
  EventBus bus(clock);
  std::string seen;
  {
    TerminalListener listener(
        clock, [&](std::string_view bytes) { terminal.write(bytes); }, fixed_size(columns, rows), look,
        Redraws::by_caller);
    bus.add(listener);
    int pauses = 0;
    tell_story(bus, clock, [&] {
      listener.redraw();
      seen += fmt::format("════ pause {}\n{}", ++pauses, terminal.text());
    });
    bus.remove(listener);
  }
  return seen + fmt::format("════ end\n{}", terminal.text());
}

// The lines that may be wider than the terminal, because they must be copied in one piece: errors, and what programs
// printed. Everything else is ours to keep narrow.
void expect_only_foreign_text_wraps(const TerminalEmulator& terminal) {
  const Error error = error_of_story();
  const std::vector<std::string> foreign = {"| Reading package",
                                            "| E: ",
                                            "| half a character",
                                            "| and no newline",
                                            "error: ",
                                            "while ",
                                            "| ssh: ",
                                            "next: ",
                                            "vent metal console",
                                            "look at its console",
                                            "printed by nobody",
                                            "no base image yet",
                                            "warning: the mirror"};
  for (const std::string& line : terminal.wrapped_lines()) {
    const bool is_foreign = std::any_of(foreign.begin(), foreign.end(), [&](const std::string& start) {
      return line.find(start) != std::string::npos;
    });
    EXPECT_TRUE(is_foreign) << line;
  }
}

class Story : public testing::TestWithParam<int> {};

TEST_P(Story, AtThisWidth) {
  const int columns = GetParam();
  TerminalEmulator terminal(columns, 12);
  const std::string seen = told_at(terminal, columns, 12, {Colours::none, Symbols::unicode});
  expect_golden(fmt::format("terminal_{}.txt", columns), seen);
  expect_only_foreign_text_wraps(terminal);
  EXPECT_EQ(terminal.faults(), std::vector<std::string>{});
  EXPECT_TRUE(terminal.cursor_is_shown());
  EXPECT_EQ(terminal.column(), 0);
  EXPECT_FALSE(terminal.saw_colours());
}

INSTANTIATE_TEST_SUITE_P(Widths, Story, testing::Values(20, 40, 80, 200));

TEST(TerminalListener, ColoursChangeNothingElse) {
  TerminalEmulator without(80, 24);
  TerminalEmulator with(80, 24);
  EXPECT_EQ(told_at(without, 80, 24, {Colours::none, Symbols::unicode}),
            told_at(with, 80, 24, {Colours::sgr, Symbols::unicode}));
  EXPECT_TRUE(with.saw_colours());
  EXPECT_TRUE(with.colours_are_reset());
}

TEST(TerminalListener, BytesWithColours) {
  VirtualClock clock;
  EventBus bus(clock);
  std::string bytes;
  {
    TerminalListener listener(
        clock, [&](std::string_view text) { bytes += text; }, fixed_size(60, 24), {Colours::sgr, Symbols::unicode},
        Redraws::by_caller);
    bus.add(listener);
    tell_story(bus, clock, [&] { listener.redraw(); });
    bus.remove(listener);
  }
  expect_golden("terminal_bytes.txt", with_newline(printable_text(bytes)));
}

TEST(TerminalListener, AsciiWhereTheLocaleAsksForIt) {
  VirtualClock clock;
  EventBus bus(clock);
  TerminalEmulator terminal(40, 24);
  std::string seen;
  {
    TerminalListener listener(
        clock, [&](std::string_view text) { terminal.write(text); }, fixed_size(40, 24),
        {Colours::none, Symbols::ascii}, Redraws::by_caller);
    bus.add(listener);
    for (const Outcome outcome :
         {Outcome::done, Outcome::changed, Outcome::unchanged, Outcome::failed, Outcome::skipped}) {
      Activity activity(bus, "a title in ASCII, of more than forty columns");
      clock.advance(seconds(2));
      listener.redraw();
      seen += terminal.text();
      activity.finish(outcome);
    }
    bus.remove(listener);
  }
  seen += terminal.text();
  EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  expect_golden("terminal_ascii.txt", seen);
}

TEST(TerminalListener, MoreActivitiesThanLines) {
  VirtualClock clock;
  EventBus bus(clock);
  TerminalEmulator terminal(40, 5);
  TerminalListener listener(
      clock, [&](std::string_view text) { terminal.write(text); }, fixed_size(40, 5), {}, Redraws::by_caller);
  bus.add(listener);
  std::vector<std::unique_ptr<Activity>> activities;
  for (int i = 1; i <= 7; ++i) activities.push_back(std::make_unique<Activity>(bus, fmt::format("host {}", i)));
  clock.advance(seconds(3));
  listener.redraw();
  EXPECT_EQ(terminal.text(), "· host 1  3 s\n· host 2  3 s\n· host 3  3 s\n  and 4 more\n");
  activities.clear();
  EXPECT_EQ(terminal.lines().size(), 7U);
  EXPECT_EQ(terminal.faults(), std::vector<std::string>{});
  bus.remove(listener);
}

TEST(TerminalListener, FollowsTheSizeOfTheWindow) {
  VirtualClock clock;
  EventBus bus(clock);
  TerminalEmulator terminal(80, 24);
  int columns = 80;
  TerminalListener listener(
      clock, [&](std::string_view text) { terminal.write(text); },
      [&] {
        return TerminalSize{columns, 24};
      },
      {}, Redraws::by_caller);
  bus.add(listener);
  const Activity activity(bus, "a title that takes rather more than thirty columns");
  listener.redraw();
  EXPECT_EQ(terminal.text(), "· a title that takes rather more than thirty columns  0 s\n");
  columns = 30;
  listener.redraw();
  EXPECT_LT(display_width(terminal.lines().at(0)), 30);
  bus.remove(listener);
}

// Real windows can be absurdly small for a moment while they are being resized.
TEST(TerminalListener, SurvivesAnySize) {
  for (const int columns : {1, 2, 3, 5, 9}) {
    for (const int rows : {1, 2, 3}) {
      TerminalEmulator terminal(columns, rows);
      told_at(terminal, columns, rows, {});
      EXPECT_EQ(terminal.faults(), std::vector<std::string>{}) << columns << "x" << rows;
      EXPECT_TRUE(terminal.cursor_is_shown());
    }
  }
}

// A random command with a random number of redraws in between. What stays on the screen must be the same as without
// any redraw, and no line of the block may ever wrap.
struct Step {
  Duration wait;
  Event event;
};

rc::Gen<Step> steps() {
  const rc::Gen<std::string> texts = rc::gen::element<std::string>(
      "short", "", "a title with some words in it", "安装容器运行时与网络插件", "mixed 容器 é 🚀 text",
      "an-unbreakable-name-that-is-longer-than-most-terminals-are-wide-in-columns", "two\nlines\n", "bad \xff\x1b[2J");
  const rc::Gen<ActivityId> ids = rc::gen::inRange<ActivityId>(0, 7);
  const rc::Gen<std::uint64_t> numbers = rc::gen::element<std::uint64_t>(0, 1, 50, 99, 2'500'000, UINT64_MAX);
  const rc::Gen<Outcome> outcomes =
      rc::gen::element(Outcome::done, Outcome::changed, Outcome::failed, Outcome::skipped);
  return rc::gen::exec([=] {
    const int kind = *rc::gen::inRange(0, 10);
    const Duration wait = milliseconds(*rc::gen::element(0, 90, 5000, 700'000));
    const ActivityId id = *ids;
    if (kind < 4) return Step{wait, ActivityStarted{id, *ids, *texts, Amount{*numbers, *texts}}};
    if (kind < 6) return Step{wait, ActivityProgress{id, *numbers, *numbers, *texts}};
    if (kind < 8) return Step{wait, ActivityFinished{id, *outcomes, *texts}};
    if (kind < 9) return Step{wait, Output{id, *texts}};
    return Step{wait, Said{Level::warning, *texts}};
  });
}

std::vector<std::string> shown(const std::vector<Step>& story, int columns, int rows, bool with_redraws) {
  VirtualClock clock;
  EventBus bus(clock);
  TerminalEmulator terminal(columns, rows);
  {
    TerminalListener listener(
        clock, [&](std::string_view text) { terminal.write(text); }, fixed_size(columns, with_redraws ? rows : 0),
        {Colours::sgr, Symbols::unicode}, Redraws::by_caller);
    bus.add(listener);
    for (const Step& step : story) {
      const std::size_t wrapped_before = terminal.wrapped_lines().size();
      if (with_redraws) listener.redraw();
      RC_ASSERT(terminal.wrapped_lines().size() == wrapped_before);
      bus.send(step.event);
      clock.advance(step.wait);
    }
    if (with_redraws) listener.redraw();
    bus.remove(listener);
  }
  RC_ASSERT(terminal.faults() == std::vector<std::string>{});
  RC_ASSERT(terminal.cursor_is_shown());
  RC_ASSERT(terminal.colours_are_reset());
  return terminal.lines();
}

RC_GTEST_PROP(TerminalListener, RedrawsLeaveNoTrace, ()) {
  const std::vector<Step> story = *rc::gen::container<std::vector<Step>>(steps()).as("a story");
  const int columns = *rc::gen::inRange(4, 100);
  const int rows = *rc::gen::inRange(1, 20);
  RC_ASSERT(shown(story, columns, rows, true) == shown(story, columns, rows, false));
}

// Waits for what another thread is about to do; a test that hangs here has found a fault.
void wait_until(const std::function<bool()>& is_so) {
  while (!is_so()) std::this_thread::yield();
}

TEST(TerminalListener, RedrawsByItself) {
  VirtualClock clock;
  EventBus bus(clock);
  std::atomic<int> writes = 0;
  TerminalEmulator terminal(40, 10);
  {
    TerminalListener listener(
        clock,
        [&](std::string_view text) {
          terminal.write(text);
          ++writes;
        },
        fixed_size(40, 10), {}, Redraws::by_thread);
    bus.add(listener);
    const Activity activity(bus, "long");
    EXPECT_EQ(writes, 0);
    wait_until([&] { return clock.sleeping() == 1; });
    clock.advance(seconds(1));
    wait_until([&] { return writes == 1; });
    wait_until([&] { return clock.sleeping() == 1; });
    clock.advance(seconds(1));
    wait_until([&] { return writes == 2; });
    bus.remove(listener);
  }
  EXPECT_EQ(terminal.text(), "✗ long  2 s  not finished\n");
}

// For tsan: senders, the redrawing thread and the end of the listener, all at once.
TEST(TerminalListener, ManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 50;
  VirtualClock clock;
  EventBus bus(clock);
  TerminalEmulator terminal(60, 20);
  {
    TerminalListener listener(
        clock, [&](std::string_view text) { terminal.write(text); }, fixed_size(60, 20), {}, Redraws::by_thread);
    bus.add(listener);
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
          for (int round = 0; round < kRounds; ++round) {
            Activity activity(bus, fmt::format("thread {} round {}", i, round), Amount{2, "steps"});
            clock.advance(milliseconds(70));
            activity.progress(1, "half");
            activity.output("line\n");
            clock.advance(milliseconds(70));
            activity.finish(round % 2 == 0 ? Outcome::done : Outcome::failed);
          }
        });
      }
    }
    bus.remove(listener);
  }
  EXPECT_EQ(terminal.lines().size(), static_cast<std::size_t>(kThreads * kRounds * 3 / 2));
  EXPECT_EQ(terminal.faults(), std::vector<std::string>{});
  EXPECT_TRUE(terminal.cursor_is_shown());
}

}  // namespace
}  // namespace vent
