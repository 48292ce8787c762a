// What is done once, and what is waited for: both ask a probe.
#include "resources/command_once.h"

#include <gtest/gtest.h>

#include <thread>

#include "resources/resource.h"
#include "resources/test_support/scratch_host.h"
#include "support/golden.h"

namespace vent {
namespace {

// A shell script as a list of words.
std::vector<std::string> sh(const std::string& script) { return {"/bin/sh", "-c", script}; }

CommandOnce touch(const ScratchHost& scratch) {
  const std::string file = scratch.at("/done").string();
  return {.name = "the file is there", .probe = {"test", "-e", file}, .run = {"touch", file}, .undo = {"rm", file}};
}

TEST(CommandOnce, RunsWhenItsProbeSaysNo) {
  ScratchHost scratch;
  const CommandOnce command = touch(scratch);
  const State before = observe(command, scratch.host()).value();
  EXPECT_EQ(before, (State{{"done", "no"}}));
  ASSERT_TRUE(make(command, scratch.host()));
  EXPECT_EQ(observe(command, scratch.host()).value(), wanted(command));
  ASSERT_TRUE(undo(command, before, scratch.host()));
  EXPECT_EQ(observe(command, scratch.host()).value(), before);
  EXPECT_TRUE(undo(command, before, scratch.host())) << "what is gone needs no undo";
}

TEST(CommandOnce, ThatWasDoneBeforeVentCameStays) {
  ScratchHost scratch;
  scratch.put("/done", "");
  const CommandOnce command = touch(scratch);
  EXPECT_TRUE(undo(command, observe(command, scratch.host()).value(), scratch.host()));
  EXPECT_TRUE(path_exists(scratch.at("/done")));
}

TEST(CommandOnce, WhoseProbeComesWithAnEarlierThingIsNotDone) {
  ScratchHost scratch;
  for (const char* probe : {"no-such-program", "/opt/no-such-program"})
    EXPECT_EQ(observe(CommandOnce{.name = "x", .probe = {probe}, .run = {"true"}, .undo = {}}, scratch.host()).value(),
              (State{{"done", "no"}}));
}

TEST(CommandOnce, ThatFailsShowsWhatWasSaid) {
  ScratchHost scratch;
  const CommandOnce command{.name = "x", .probe = {"false"}, .run = sh("echo 'disk on fire' >&2; exit 3"), .undo = {}};
  expect_golden("command_failed.txt", make(command, scratch.host()).error().text());
}

TEST(Wait, EndsWhenTheProbeSaysYes) {
  ScratchHost scratch;
  const std::string count = scratch.at("/count").string();
  const Wait wait{.name = "three were asked",
                  .probe = sh("echo x >> " + count + "; [ $(wc -l < " + count + ") -ge 3 ]")};
  EXPECT_EQ(observe(wait, scratch.host()).value(), (State{{"holds", "no"}}));
  ASSERT_TRUE(make(wait, scratch.host()));
  EXPECT_EQ(scratch.text("/count"), "x\nx\nx\n");
  EXPECT_TRUE(undo(wait, {}, scratch.host()));
}

TEST(Wait, ThatIsNeverTrueShowsTheLastValueSeen) {
  ScratchHost scratch;
  const Wait wait{
      .name = "etcd has a leader", .probe = sh("echo 'members: 1 of 3'; exit 1"), .deadline = std::chrono::seconds(0)};
  expect_golden("wait_timed_out.txt", make(wait, scratch.host()).error().text());
  const Wait silent{.name = "it speaks", .probe = sh("exit 7"), .deadline = std::chrono::seconds(0)};
  EXPECT_EQ(make(silent, scratch.host()).error().details, "exit code 7, and it said nothing");
}

TEST(Wait, OutlivesAProbeThatIsNotThereYet) {
  ScratchHost scratch;
  const Path probe = scratch.at("/probe");
  // The first look finds no program, and is the reason why the second does.
  const Wait wait{.name = "the program is there", .probe = {probe}, .deadline = std::chrono::seconds(60)};
  EXPECT_EQ(observe(wait, scratch.host()).value(), (State{{"holds", "no"}}));
  std::jthread writer([&] { scratch.put("/probe", "#!/bin/sh\n", 0755); });
  EXPECT_TRUE(make(wait, scratch.host()));
}

TEST(Wait, DoesNotHangOnAProbeThatHangs) {
  ScratchHost scratch;
  const Wait wait{.name = "it answers", .probe = {"sleep", "600"}, .deadline = std::chrono::seconds(0)};
  const Error error = make(wait, scratch.host()).error();
  EXPECT_EQ(error.id, "VENT_WAIT");
  EXPECT_EQ(error.details, "'sleep 600' did not end within 50 ms");
}

TEST(Wait, StopsWhenAsked) {
  std::stop_source stop;
  const TemporaryDirectory root = TemporaryDirectory::make().value();
  ThisHost host(root.path(), nullptr, stop.get_token());
  const Path asked = root.path() / "asked";
  const Wait wait{
      .name = "never", .probe = sh("touch " + asked.string() + "; exit 1"), .deadline = std::chrono::hours(1)};
  std::jthread stopper([&] {
    while (!path_exists(asked)) std::this_thread::yield();
    stop.request_stop();
  });
  EXPECT_EQ(make(wait, host).error().kind, ErrorKind::interrupted);
}

}  // namespace
}  // namespace vent
