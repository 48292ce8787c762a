#include "metal/machine.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "metal/test_support/sample_lab.h"
#include "metal/test_support/stepped_clock.h"
#include "support/golden.h"

namespace vent::metal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

BootPlan sample_boot_plan() {
  return {.hostname = "worker-1",
          .machine_id = "0123456789abcdef0123456789abcdef",
          .directory = "/state/vent/metal/metal/hosts/id",
          .image = "/cache/vent/images/debian-12-0",
          .network_namespace = "vent-metal-1",
          .cgroup_directories = {"/sys/fs/cgroup/cpu/vent-metal/id", "/sys/fs/cgroup/systemd/vent-metal/id"}};
}

TEST(LauncherScript, Golden) { expect_golden("launcher_script.sh", launcher_script(sample_boot_plan())); }

// Runs the script for real, with programs in front of PATH that take the places of those that would boot a system.
class LauncherTest : public testing::Test {
 protected:
  LauncherTest() {
    write_program(fakes_ / "unshare", "#!/bin/sh\nwhile [ \"$1\" != sh ]; do shift; done\nexec \"$@\"\n");
    write_program(fakes_ / "mount", "#!/bin/sh\necho \"mount $*\"\n");
    write_program(fakes_ / "mkdir", "#!/bin/sh\n");
    boots_with("exit 0");
    plan_.directory = directory_;
    plan_.cgroup_directories = {scratch_.path() / "groups/cpu", scratch_.path() / "groups/it's"};
    for (const Path& group : plan_.cgroup_directories)
      for (const char* part : {"launcher", "machine"}) make(group / part);
  }

  static void make(const Path& directory) {
    if (!make_directories(directory)) throw std::runtime_error("no scratch directory");
  }
  void boots_with(const std::string& lines) const {
    write_program(fakes_ / "systemd-nspawn", "#!/bin/sh\necho \"booting $*\"\n" + lines + "\n");
  }
  Finished launch() const {
    return *run({.arguments = {"/bin/sh", "-c", launcher_script(plan_)},
                 .environment = {{"PATH", fakes_.string() + ":/usr/sbin:/usr/bin:/sbin:/bin"}}});
  }
  Path fake_directory(const char* name) const {
    make(scratch_.path() / name);
    return scratch_.path() / name;
  }

  TemporaryDirectory scratch_ = *TemporaryDirectory::make();
  Path fakes_ = fake_directory("fakes");
  Path directory_ = fake_directory("host's own");
  BootPlan plan_ = sample_boot_plan();
  Machine machine_{directory_, Cgroup({}, "none")};
};

TEST_F(LauncherTest, IsASoundScriptWhateverThePathsAre) {
  plan_.directory = "/a b/$(c)/d'e\"/%s{}\\";
  plan_.image = "/images/`x`; rm -rf *";
  const Result<Finished> checked = run({.arguments = {"sh", "-n"}, .input = launcher_script(plan_)});
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->exit_code, 0) << checked->error_output;
  EXPECT_EQ(checked->error_output, "");
}

TEST_F(LauncherTest, BootsInItsGroupsAndOnItsDisk) {
  const Finished finished = launch();
  EXPECT_EQ(finished.exit_code, 0) << finished.error_output;
  const std::vector<std::string> lines = split_lines(finished.output);
  ASSERT_EQ(lines.size(), 3u) << finished.output;
  EXPECT_THAT(lines[0], StartsWith("mount -t tmpfs"));
  const std::string own = directory_.string();
  EXPECT_EQ(lines[1], fmt::format("mount -t overlay overlay -o lowerdir={},upperdir={}/upper,workdir={}/work {}/root",
                                  plan_.image.string(), own, own, own));
  EXPECT_THAT(lines[2],
              HasSubstr("--machine=worker-1 --uuid=0123456789abcdef0123456789abcdef --directory=" + own + "/root"));
  for (const Path& group : plan_.cgroup_directories)
    for (const char* part : {"launcher", "machine"})
      EXPECT_EQ(*read_file(group / part / "cgroup.procs"), "0\n") << "0 is the writer itself";
}

TEST_F(LauncherTest, WritesDownHowTheBootEnded) {
  for (const auto& [code, end] : std::vector<std::pair<int, MachineEnd>>{{0, MachineEnd::shut_down},
                                                                         {133, MachineEnd::asked_reboot},
                                                                         {1, MachineEnd::broke},
                                                                         {255, MachineEnd::broke}}) {
    ASSERT_TRUE(write_file(directory_ / "switched-off", ""));
    boots_with(fmt::format("exit {}", code));
    EXPECT_EQ(launch().exit_code, code);
    EXPECT_EQ(*read_file(directory_ / "ended"), fmt::format("{}\n", code));
    EXPECT_EQ(machine_.last_end(), end) << code;
  }
}

TEST_F(LauncherTest, AGroupThatRefusesIsAFault) {
  plan_.cgroup_directories.emplace_back("/nonexistent");
  const Finished finished = launch();
  EXPECT_EQ(finished.exit_code, 97);
  EXPECT_THAT(finished.output, Not(HasSubstr("booting")));
  EXPECT_EQ(machine_.last_end(), MachineEnd::broke) << "or it would be booted again and again";
}

TEST_F(LauncherTest, HoldsTheLockAsLongAsTheMachineRunsAndNotLonger) {
  EXPECT_FALSE(machine_.is_on());
  // Exit code 1 of flock: somebody has the lock. The machine itself must not have it, or it would hold it for ever.
  boots_with(
      "flock --nonblock on.lock true; echo \"lock $?\"\n[ -e /proc/self/fd/9 ] && echo inherited\n"
      "[ -e ended ] && echo old\n[ -e switched-off ] && echo old");
  ASSERT_TRUE(write_file(directory_ / "ended", "0\n"));
  ASSERT_TRUE(write_file(directory_ / "switched-off", ""));
  const Finished finished = launch();
  EXPECT_THAT(split_lines(finished.output), testing::Contains("lock 1")) << finished.output;
  EXPECT_THAT(finished.output, Not(HasSubstr("inherited")));
  EXPECT_THAT(finished.output, Not(HasSubstr("old"))) << "traces of the boot before";
  EXPECT_FALSE(machine_.is_on());
}

TEST_F(LauncherTest, ASecondLauncherGoesAwayAndTouchesNothing) {
  ASSERT_TRUE(write_file(directory_ / "ended", "0\n"));
  const Result<FileLock> first = FileLock::take(directory_ / "on.lock", "being the first launcher");
  ASSERT_TRUE(first);
  EXPECT_TRUE(machine_.is_on());
  EXPECT_EQ(launch().exit_code, 98);
  EXPECT_EQ(*read_file(directory_ / "ended"), "0\n");
}

class MachineTest : public testing::Test {
 protected:
  void write(const Path& file, const std::string& content) const {
    ASSERT_TRUE(make_directories((directory_.path() / file).parent_path()));
    ASSERT_TRUE(write_file(directory_.path() / file, content));
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  CgroupMounts mounts_{.hierarchies = {directory_.path() / "groups"}, .unified = false};
  Machine machine_{directory_.path() / "host", Cgroup(mounts_, "vent-t/id")};
};

TEST_F(MachineTest, TellsHowItEndedFromWhatTheLauncherLeft) {
  EXPECT_EQ(machine_.last_end(), MachineEnd::none) << "never on";
  for (const auto& [text, end] : std::vector<std::pair<std::string, MachineEnd>>{{"0\n", MachineEnd::shut_down},
                                                                                 {"133\n", MachineEnd::asked_reboot},
                                                                                 {"1\n", MachineEnd::broke},
                                                                                 {"97\n", MachineEnd::broke},
                                                                                 {"", MachineEnd::broke},
                                                                                 {"nonsense", MachineEnd::broke}}) {
    write("host/ended", text);
    EXPECT_EQ(machine_.last_end(), end) << text;
  }
  write("host/switched-off", "");
  EXPECT_EQ(machine_.last_end(), MachineEnd::none) << "however it took that";
}

TEST_F(MachineTest, CanForgetHowItEnded) {
  EXPECT_TRUE(machine_.forget_last_end()) << "of a machine that was never on";
  write("host/ended", "0\n");
  EXPECT_TRUE(machine_.forget_last_end());
  EXPECT_EQ(machine_.last_end(), MachineEnd::none);
}

TEST_F(MachineTest, FindsItsLauncherAgain) {
  EXPECT_FALSE(machine_.launcher());
  write("groups/vent-t/id/machine/payload/cgroup.procs", fmt::format("{}\n", ::getpid()));
  EXPECT_FALSE(machine_.launcher()) << "only the machine is left";
  write("groups/vent-t/id/launcher/cgroup.procs", fmt::format("{}\n", ::getpid()));
  ASSERT_TRUE(machine_.launcher());
  EXPECT_EQ(machine_.launcher()->id(), ::getpid());
}

TEST_F(MachineTest, WhatOutlivedItsLauncherIsEnded) {
  const pid_t child = ::fork();
  if (child == 0) {
    while (true) ::pause();
  }
  const Path list = "groups/vent-t/id/machine/payload/cgroup.procs";
  write(list, fmt::format("{}\n", child));
  int status = 0;
  SteppedClock clock([&] {
    ::waitpid(child, &status, 0);
    write(list, "");
  });
  EXPECT_FALSE(machine_.is_on()) << "without a launcher nobody would see it end";
  EXPECT_TRUE(machine_.clear_remains(clock));
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
}

TEST_F(MachineTest, PullingThePlugIsNoEndOfItsOwn) {
  write("host/ended", "0\n");
  SteppedClock clock;
  ASSERT_TRUE(Cgroup(mounts_, "vent-t/id/machine").make());
  EXPECT_TRUE(machine_.power_off(clock));
  EXPECT_EQ(machine_.last_end(), MachineEnd::none);
  EXPECT_FALSE(path_exists(directory_.path() / "groups/vent-t/id"));
}

TEST_F(MachineTest, ShowsTheEndOfItsConsole) {
  EXPECT_EQ(machine_.console_tail(2), "");
  write("host/console.log", "one\ntwo\nthree\n");
  EXPECT_EQ(machine_.console_tail(2), "two\nthree");
}

}  // namespace
}  // namespace vent::metal
