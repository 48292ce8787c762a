#include "resources/unit.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "resources/started_unit.h"
#include "resources/test_support/fake_programs.h"
#include "resources/test_support/samples.h"
#include "support/golden.h"

namespace vent {
namespace {

UnitFile demo() {
  UnitFile file;
  file.section("Unit").set("Description", "a demonstration");
  file.section("Service").set("ExecStart", exec_line({"/bin/sleep", "600"}));
  file.section("Install").set("WantedBy", "multi-user.target");
  return file;
}

Resource settings(const std::string& text) {
  return {.spec = File{.path = "/etc/demo", .content = open_content(text)}, .why = ""};
}

Unit demo_with(const std::string& text) {
  return started_unit("demo.service", demo(), std::vector<Resource>{settings(text)});
}

class UnitTest : public testing::Test {
 protected:
  UnitTest() {
    scratch_.directory("/etc/systemd/system");
    add_fake_systemd(scratch_);
  }
  std::string differs(const Unit& unit) {
    return describe(changes_needed(unit, observe(unit, scratch_.host()).value()));
  }
  long restarts() const {
    const std::string log = scratch_.notes("log");
    return std::ranges::count(split_lines(log), "restart -- demo.service");
  }

  ScratchHost scratch_;
};

TEST_F(UnitTest, RunsWithTheInputsItWasStartedFrom) {
  const Unit unit = demo_with("one");
  EXPECT_EQ(differs(unit), "not there");
  ASSERT_TRUE(make(unit, scratch_.host()));
  EXPECT_EQ(observe(unit, scratch_.host()).value().at("started from"), unit.inputs);
  EXPECT_EQ(restarts(), 1);
  ASSERT_TRUE(make(unit, scratch_.host()));
  EXPECT_EQ(restarts(), 1) << "it ran as it should";
}

TEST_F(UnitTest, IsStartedAgainWhenOnlyAnInputIsAnother) {
  ASSERT_TRUE(make(demo_with("one"), scratch_.host()));
  EXPECT_NE(differs(demo_with("two")).find("started from"), std::string::npos);
  ASSERT_TRUE(make(demo_with("two"), scratch_.host()));
  EXPECT_EQ(differs(demo_with("two")), "");
  EXPECT_EQ(restarts(), 2);
}

// The classic fault of handlers: the file is there, so nothing tells the next run that nobody restarted.
TEST_F(UnitTest, IsStartedAgainAfterACrashBetweenWritingAndRestarting) {
  ASSERT_TRUE(make(demo_with("one"), scratch_.host()));
  const Unit two = demo_with("two");
  for (const bool manager_knows : {false, true}) {
    scratch_.put(unit_file_path(two), std::string(two.file.bytes->reveal()));
    if (manager_knows) {
      ASSERT_TRUE(run_checked({.arguments = {"systemctl", "daemon-reload"}}));
    }
    EXPECT_EQ(differs(two), "started from " + demo_with("one").inputs + " → " + two.inputs);
  }
  ASSERT_TRUE(make(two, scratch_.host()));
  EXPECT_EQ(differs(two), "");
}

TEST_F(UnitTest, DamagedByHandIsMended) {
  const Unit unit = demo_with("one");
  for (const std::string command : {"stop", "disable"}) {
    ASSERT_TRUE(make(unit, scratch_.host()));
    ASSERT_TRUE(run_checked({.arguments = {"systemctl", command, "--", "demo.service"}}));
    EXPECT_NE(differs(unit), "") << command;
  }
  scratch_.put(unit_file_path(unit), "[Service]\n");
  EXPECT_NE(differs(unit), "");
  ASSERT_TRUE(make(unit, scratch_.host()));
  EXPECT_EQ(differs(unit), "");
}

TEST_F(UnitTest, ThatDoesNotStartShowsItsJournal) {
  UnitFile broken = demo();
  broken.section("Unit").set("Documentation", "BROKEN");
  expect_golden("unit_does_not_start.txt",
                make(started_unit("demo.service", broken, {}), scratch_.host()).error().text());
}

TEST_F(UnitTest, ThatTakesTooLongSaysSo) {
  scratch_.program("systemctl", "case $1 in restart) exec sleep 600 ;; esac");
  Unit unit = demo_with("one");
  unit.start_deadline = std::chrono::seconds(0);
  const Error error = make(unit, scratch_.host()).error();
  EXPECT_EQ(error.kind, ErrorKind::timed_out);
  EXPECT_EQ(error.message, "the unit 'demo.service' did not start within 0 ms");
}

TEST_F(UnitTest, WhoseUndoWasKilledIsTakenBackByTheNext) {
  const Unit unit = demo_with("one");
  ASSERT_TRUE(make(unit, scratch_.host()));
  ASSERT_TRUE(remove_tree(scratch_.at(unit_file_path(unit))));  // the undo came as far as this
  ASSERT_TRUE(undo(unit, {}, scratch_.host()));
  EXPECT_TRUE(observe(unit, scratch_.host()).value().empty());
}

TEST_F(UnitTest, ThatRunsWithoutItsFileIsThereAndIsStopped) {
  const Unit unit = demo_with("one");
  ASSERT_TRUE(make(unit, scratch_.host()));
  ASSERT_TRUE(remove_tree(scratch_.at(unit_file_path(unit))));
  ASSERT_TRUE(run_checked({.arguments = {"systemctl", "daemon-reload"}}));
  EXPECT_EQ(observe(unit, scratch_.host()).value().at("running"), "active");
  ASSERT_TRUE(undo(unit, {}, scratch_.host()));
  EXPECT_TRUE(observe(unit, scratch_.host()).value().empty());
}

// --- started_unit -----------------------------------------------------------------------------------------------------

TEST(StartedUnit, CarriesTheDigestOfWhatItIsStartedFrom) {
  UnitFile oneshot = demo();
  oneshot.section("Service").set("Type", "oneshot").set("RemainAfterExit", "yes");
  const Unit once = started_unit("once.service", oneshot, samples(), Stays::no);
  expect_golden("started_unit.txt", demo_with("one").file.bytes->reveal());
  expect_golden("started_unit_oneshot.txt", once.file.bytes->reveal());
  EXPECT_EQ(inputs_file_path("once.service"), "/run/vent/inputs/once.service");
}

// systemd would run the line that leaves the note with the very words; a shell can tell whether they are right.
TEST(StartedUnit, ThatDoesNotStayLeavesItsInputsInAFile) {
  const TemporaryDirectory root = TemporaryDirectory::make().value();
  const Unit unit = started_unit("once.service", demo(), {}, Stays::no);
  const std::string text(unit.file.bytes->reveal());
  const std::size_t begin = text.find("\"mkdir") + 1;
  std::string script = text.substr(begin, text.find("\"\n", begin) - begin);
  script =
      replace_all(replace_all(replace_all(script, "\\\"", "\""), "$$", "$"), "/run/", root.path().string() + "/run/");
  ASSERT_TRUE(run_checked({.arguments = {"/bin/sh", "-c", script}, .environment = {{"VENT_INPUTS", unit.inputs}}}));
  EXPECT_EQ(read_file(root.path() / inputs_file_path(unit.name).relative_path()).value(), unit.inputs + "\n");
}

RC_GTEST_PROP(StartedUnitProperty, IsAnotherWhenAnyInputIs, ()) {
  const auto text = [] { return *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', 127)); };
  std::vector<Resource> from;
  const int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i)
    from.push_back({.spec = File{.path = "/etc/" + std::to_string(i), .content = open_content(text())}, .why = text()});
  const Unit unit = started_unit("demo.service", demo(), from);
  RC_ASSERT(started_unit("demo.service", demo(), from).file.digest == unit.file.digest);

  File& changed = std::get<File>(from.at(static_cast<std::size_t>(*rc::gen::inRange(0, count))).spec);
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      changed.content = open_content(std::string(changed.content.bytes->reveal()) + "x");
      break;
    case 1:
      changed.ownership.mode ^= 0111;
      break;
    default:
      changed.path += "x";
  }
  const Unit other = started_unit("demo.service", demo(), from);
  RC_ASSERT(other.inputs != unit.inputs);
  RC_ASSERT(other.file.digest != unit.file.digest);

  // What it is good for is for people, and no reason to restart.
  from.front().why += "!";
  RC_ASSERT(started_unit("demo.service", demo(), from).inputs == other.inputs);
}

}  // namespace
}  // namespace vent
