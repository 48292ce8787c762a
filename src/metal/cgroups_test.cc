#include "metal/cgroups.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"
#include "metal/test_support/stepped_clock.h"

namespace vent::metal {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(CgroupMounts, OneHierarchyPerControllerOnV1) {
  const CgroupMounts mounts = CgroupMounts::parse(
      "proc /proc proc rw,nosuid 0 0\n"
      "tmpfs /sys/fs/cgroup tmpfs ro,nosuid,nodev,noexec,mode=755 0 0\n"
      "cgroup /sys/fs/cgroup/systemd cgroup rw,xattr,name=systemd 0 0\n"
      "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\n"
      "cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\n");
  EXPECT_THAT(mounts.hierarchies,
              ElementsAre("/sys/fs/cgroup/systemd", "/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/memory"));
  EXPECT_FALSE(mounts.unified);
}

TEST(CgroupMounts, TheV2HierarchyOfAHybridMachineIsOneMore) {
  const CgroupMounts mounts = CgroupMounts::parse(
      "tmpfs /sys/fs/cgroup tmpfs ro 0 0\n"
      "cgroup2 /sys/fs/cgroup/unified cgroup2 rw,nsdelegate 0 0\n"
      "cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0\n");
  EXPECT_THAT(mounts.hierarchies, ElementsAre("/sys/fs/cgroup/unified", "/sys/fs/cgroup/pids"));
  EXPECT_FALSE(mounts.unified);
}

TEST(CgroupMounts, OneForAllOnV2) {
  const CgroupMounts mounts = CgroupMounts::parse(
      "sysfs /sys sysfs rw 0 0\n"
      "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,nsdelegate 0 0\n");
  EXPECT_THAT(mounts.hierarchies, ElementsAre("/sys/fs/cgroup"));
  EXPECT_TRUE(mounts.unified);
}

TEST(CgroupMounts, TakesEachHierarchyOnce) {
  const CgroupMounts mounts = CgroupMounts::parse(
      "cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\n"
      "cgroup /sys/fs/cgroup/cpu cgroup ro,cpu 0 0\n"
      "cgroup /run/elsewhere/cpu cgroup rw,cpu 0 0\n"
      "cgroup2 /sys/fs/cgroup2 cgroup2 rw 0 0\n"
      "cut\n");
  EXPECT_THAT(mounts.hierarchies, ElementsAre("/sys/fs/cgroup/cpu"));
}

TEST(CgroupMounts, NoneIsNotUnified) {
  const CgroupMounts mounts = CgroupMounts::parse("proc /proc proc rw 0 0\n");
  EXPECT_THAT(mounts.hierarchies, IsEmpty());
  EXPECT_FALSE(mounts.unified);
}

// Plain directories and files stand in for the kernel's: a group is a directory, what the kernel says is in its files.
class CgroupTest : public testing::Test {
 protected:
  void write(const Path& file, const std::string& content) const {
    ASSERT_TRUE(make_directories((root_ / file).parent_path()));
    ASSERT_TRUE(write_file(root_ / file, content));
  }
  std::string read(const Path& file) const { return read_file(root_ / file).value_or("(missing)"); }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Path root_ = directory_.path();
  CgroupMounts v1_{.hierarchies = {root_ / "cpu,cpuacct", root_ / "cpuset"}, .unified = false};
  CgroupMounts v2_{.hierarchies = {root_ / "all"}, .unified = true};
};

TEST_F(CgroupTest, IsMadeWithItsParentsInEveryHierarchy) {
  const Cgroup group = Cgroup(v1_, "vent-t/host").below("machine");
  ASSERT_TRUE(group.make());
  ASSERT_TRUE(group.make()) << "again, as after a crash";
  EXPECT_THAT(group.directories(),
              ElementsAre(root_ / "cpu,cpuacct/vent-t/host/machine", root_ / "cpuset/vent-t/host/machine"));
  for (const Path& made : group.directories()) EXPECT_TRUE(path_exists(made)) << made;
}

TEST_F(CgroupTest, ACpusetIsFilledFromItsParent) {
  write("cpuset/cpuset.cpus", "0-3\n");
  write("cpuset/cpuset.mems", "0\n");
  write("cpuset/vent-t/cpuset.cpus", "\n");
  write("cpuset/vent-t/cpuset.mems", "\n");
  write("cpuset/vent-t/host/cpuset.cpus", "\n");
  write("cpuset/vent-t/host/cpuset.mems", "1\n");
  ASSERT_TRUE(Cgroup(v1_, "vent-t/host").make());
  EXPECT_EQ(read("cpuset/vent-t/cpuset.cpus"), "0-3");
  EXPECT_EQ(read("cpuset/vent-t/cpuset.mems"), "0");
  EXPECT_EQ(read("cpuset/vent-t/host/cpuset.cpus"), "0-3");
  EXPECT_EQ(read("cpuset/vent-t/host/cpuset.mems"), "1\n") << "what is set stays";
}

TEST_F(CgroupTest, ControllersAreHandedDownOnV2ButNotIntoTheGroupItself) {
  for (const char* group : {"all", "all/vent-t", "all/vent-t/host"}) {
    write(Path(group) / "cgroup.controllers", "cpu memory pids\n");
    write(Path(group) / "cgroup.subtree_control", "");
  }
  ASSERT_TRUE(Cgroup(v2_, "vent-t/host").make());
  EXPECT_EQ(read("all/cgroup.subtree_control"), "+cpu +memory +pids");
  EXPECT_EQ(read("all/vent-t/cgroup.subtree_control"), "+cpu +memory +pids");
  EXPECT_EQ(read("all/vent-t/host/cgroup.subtree_control"), "") << "a group that hands down can't take processes";
}

TEST_F(CgroupTest, WithoutControllersThereIsNothingToHandDown) {
  write("all/cgroup.controllers", "\n");
  EXPECT_TRUE(Cgroup(v2_, "vent-t").make());
}

TEST_F(CgroupTest, NamesEachProcessBelowItOnce) {
  write("cpuset/vent-t/host/cgroup.procs", "");
  write("cpuset/vent-t/host/launcher/cgroup.procs", "41\n");
  write("cpuset/vent-t/host/machine/payload/init.scope/cgroup.procs", "43\n42\n");
  write("cpu,cpuacct/vent-t/host/machine/cgroup.procs", "42\n44\n0\nnonsense\n");
  write("cpuset/vent-t/other/cgroup.procs", "99\n");
  EXPECT_THAT(Cgroup(v1_, "vent-t/host").processes(), ElementsAre(41, 42, 43, 44));
  EXPECT_THAT(Cgroup(v1_, "vent-t/nobody").processes(), IsEmpty());
}

TEST_F(CgroupTest, AreRemovedWithAllBelowThem) {
  SteppedClock clock;
  const Cgroup group(v1_, "vent-t/host");
  ASSERT_TRUE(group.below("machine/payload/system.slice").make());
  ASSERT_TRUE(Cgroup(v1_, "vent-t/other").make());
  ASSERT_TRUE(group.remove(clock));
  for (const Path& removed : group.directories()) EXPECT_FALSE(path_exists(removed)) << removed;
  EXPECT_TRUE(path_exists(root_ / "cpuset/vent-t/other"));
  EXPECT_TRUE(group.remove(clock)) << "fine when it is not there";
}

TEST_F(CgroupTest, AGroupThatIsBusyForAMomentIsRemovedAfterIt) {
  // A file in it makes the directory refuse, as a process that is still ending does.
  write("cpuset/vent-t/busy", "");
  int naps = 0;
  SteppedClock clock([&] {
    ++naps;
    if (naps == 3) std::filesystem::remove(root_ / "cpuset/vent-t/busy");
  });
  ASSERT_TRUE(Cgroup(v1_, "vent-t").remove(clock));
  EXPECT_EQ(naps, 3);
  EXPECT_FALSE(path_exists(root_ / "cpuset/vent-t"));
}

TEST_F(CgroupTest, RemovingGivesUpAfterAWhile) {
  write("cpuset/vent-t/busy", "");
  SteppedClock clock;
  const Result<> removed = Cgroup(v1_, "vent-t").remove(clock);
  ASSERT_FALSE(removed);
  EXPECT_THAT(removed.error().message, HasSubstr((root_ / "cpuset/vent-t").string()));
}

TEST_F(CgroupTest, KillsUntilNobodyIsLeft) {
  std::vector<pid_t> children;
  for (int i = 0; i < 2; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      while (true) ::pause();
    }
    children.push_back(child);
  }
  const std::string first = fmt::format("{}\n", children[0]);
  const std::string second = fmt::format("{}\n", children[1]);
  write("cpuset/vent-t/cgroup.procs", first);
  std::vector<int> signals;
  // The kernel would take them out of the list; the second turns up only when the first has gone, as a new child does.
  SteppedClock clock([&] {
    int status = 0;
    ASSERT_EQ(::waitpid(children[signals.size()], &status, 0), children[signals.size()]);
    signals.push_back(WTERMSIG(status));
    ASSERT_TRUE(write_file(root_ / "cpuset/vent-t/cgroup.procs", signals.size() == 1 ? second : ""));
  });
  ASSERT_TRUE(Cgroup(v1_, "vent-t").kill_all(clock));
  EXPECT_THAT(signals, ElementsAre(SIGKILL, SIGKILL));
}

TEST_F(CgroupTest, AProcessThatCantBeKilledIsNamed) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  // It has ended; the list goes on naming it, as the kernel's does for one that hangs in a system call.
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  write("cpuset/vent-t/cgroup.procs", fmt::format("{}\n", child));
  SteppedClock clock;
  const Result<> killed = Cgroup(v1_, "vent-t").kill_all(clock);
  ASSERT_FALSE(killed);
  EXPECT_EQ(killed.error().kind, ErrorKind::timed_out);
  EXPECT_EQ(killed.error().id, "VENT_CGROUP_BUSY");
  EXPECT_THAT(killed.error().hint, HasSubstr(std::to_string(child)));
}

// The kernel's own hierarchies, as root.
TEST(CgroupOfThisMachine, HoldsAProcessUntilItIsKilled) {
  ASSERT_EQ(::geteuid(), 0u) << "this test makes control groups: run it as root";
  const Result<CgroupMounts> mounts = CgroupMounts::find();
  ASSERT_TRUE(mounts) << mounts.error().text();
  RealClock clock;
  const Cgroup all(*mounts, fmt::format("vent-unit-test-{}", ::getpid()));
  const Cgroup group = all.below("machine");
  ASSERT_TRUE(group.make());
  std::string join_all;
  for (const Path& directory : group.directories())
    join_all += fmt::format("echo 0 >'{}/cgroup.procs' && ", directory.string());
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const Path output = directory.path() / "output";
  const Result<pid_t> child =
      start_detached({.arguments = {"sh", "-c", join_all + "echo in && exec sleep 1000"}, .output_file = output});
  ASSERT_TRUE(child);
  const std::optional<ProcessHandle> handle = ProcessHandle::open(*child);
  while (read_file(output).value_or("") != "in\n" && !handle->has_ended()) clock.sleep_for(5ms);
  EXPECT_EQ(read_file(output).value_or(""), "in\n");
  EXPECT_THAT(all.processes(), ElementsAre(*child));
  EXPECT_TRUE(all.kill_all(clock));
  EXPECT_TRUE(handle->has_ended());
  EXPECT_TRUE(all.remove(clock));
  for (const Path& removed : all.directories()) EXPECT_FALSE(path_exists(removed)) << removed;
}

}  // namespace
}  // namespace vent::metal
