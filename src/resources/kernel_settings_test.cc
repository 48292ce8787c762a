// Kernel modules, settings of the kernel, and swap: what else than every_kind_test.cc they promise.
#include <gtest/gtest.h>

#include "base/text.h"
#include "resources/kernel_module.h"
#include "resources/resource.h"
#include "resources/test_support/fake_programs.h"
#include "support/golden.h"

namespace vent {
namespace {

const Sysctl kForward{.key = "net.ipv4.ip_forward", .value = "1"};
const Path kForwardBootFile = "/etc/sysctl.d/99-vent-net.ipv4.ip_forward.conf";

TEST(Sysctl, IsSetNowAndAtBoot) {
  ScratchHost scratch;
  scratch.put("/proc/sys/net/ipv4/ip_forward", "0\n");
  EXPECT_EQ(describe(changes_needed(kForward, observe(kForward, scratch.host()).value())),
            "at boot none → 1, now 0 → 1");
  ASSERT_TRUE(make(kForward, scratch.host()));
  EXPECT_EQ(scratch.text("/proc/sys/net/ipv4/ip_forward"), "1\n");
  EXPECT_EQ(scratch.text(kForwardBootFile), "net.ipv4.ip_forward = 1\n");
}

TEST(Sysctl, ThatWasChangedByHandIsSetBack) {
  ScratchHost scratch;
  scratch.put("/proc/sys/net/ipv4/ip_forward", "0\n");
  ASSERT_TRUE(make(kForward, scratch.host()));
  scratch.put("/proc/sys/net/ipv4/ip_forward", "0\n");
  EXPECT_EQ(describe(changes_needed(kForward, observe(kForward, scratch.host()).value())), "now 0 → 1");
  ASSERT_TRUE(make(kForward, scratch.host()));
  scratch.put(kForwardBootFile, "# net.ipv4.ip_forward = 1\n");
  EXPECT_FALSE(changes_needed(kForward, observe(kForward, scratch.host()).value()).empty());
  ASSERT_TRUE(make(kForward, scratch.host()));
  EXPECT_TRUE(changes_needed(kForward, observe(kForward, scratch.host()).value()).empty());
}

TEST(Sysctl, OfSeveralNumbersIsTheSameHoweverTheKernelSeparatesThem) {
  ScratchHost scratch;
  scratch.put("/proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456\n");
  const Sysctl sysctl{.key = "net.ipv4.tcp_rmem", .value = "4096 131072 6291456"};
  EXPECT_EQ(observe(sysctl, scratch.host()).value().at("now"), sysctl.value);
}

TEST(Sysctl, ThatTheKernelLacksIsNamed) {
  ScratchHost scratch;
  scratch.directory("/proc/sys");
  expect_golden("no_sysctl.txt", make(kForward, scratch.host()).error().text());
  EXPECT_EQ(scratch.tree().size(), 2U) << "/proc and /proc/sys";
}

TEST(KernelModule, ThatTheKernelLacksIsNamed) {
  ScratchHost scratch;
  add_fake_modprobe(scratch);
  expect_golden("no_module.txt", make(KernelModule{.name = "absent"}, scratch.host()).error().text());
  EXPECT_TRUE(scratch.tree().empty());
}

TEST(KernelModule, IsSeenByAnyOfItsTraces) {
  const KernelModule module{.name = "br-x", .evidence = "/proc/sys/net/bridge"};
  const auto is_loaded = [&](const ScratchHost& scratch) {
    return observe(module, ThisHost(scratch.root(), nullptr)).value().at("loaded");
  };
  ScratchHost none, loaded, built_in, evident;
  loaded.directory("/sys/module/br_x");
  evident.directory("/proc/sys/net/bridge");
  const std::string kernel(trim(run_checked({.arguments = {"uname", "-r"}}).value()));
  built_in.put("/lib/modules/" + kernel + "/modules.builtin", "kernel/net/other.ko\nkernel/net/br-x.ko\n");
  EXPECT_EQ(is_loaded(none), "no");
  EXPECT_EQ(is_loaded(loaded), "yes");
  EXPECT_EQ(is_loaded(built_in), "yes");
  EXPECT_EQ(is_loaded(evident), "yes");
}

TEST(SwapOff, MarksLinesSoThatTheyCanComeBack) {
  ScratchHost scratch;
  scratch.put("/etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n# swap none swap\n");
  EXPECT_EQ(describe(changes_needed(SwapOff{}, observe(SwapOff{}, scratch.host()).value())), "at boot yes → no");
  ASSERT_TRUE(make(SwapOff{}, scratch.host()));
  EXPECT_EQ(scratch.text("/etc/fstab"),
            "/dev/sda1 / ext4 defaults 0 1\n#vent-swap-off# /dev/sda2 none swap sw 0 0\n# swap none swap\n");
}

// The guide's way must mark the same lines, or an apply after it would find something to change.
TEST(SwapOff, ByHandMarksTheSameLines) {
  ScratchHost by_hand, by_us;
  for (ScratchHost* scratch : {&by_hand, &by_us})
    scratch->put("/etc/fstab",
                 "/dev/sda1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n  /swap\tnone\tswap\n#x none swap "
                 "sw\nUUID=1 /swap ext4\na b swapx\n");
  const std::string shell = as_shell(SwapOff{});
  std::string sed = shell.substr(shell.find('\n') + 1);
  sed.insert(sed.rfind("/etc/fstab"), by_hand.root().string());
  ASSERT_TRUE(run_checked({.arguments = {"/bin/sh", "-c", sed}}));
  ASSERT_TRUE(make(SwapOff{}, by_us.host()));
  EXPECT_EQ(by_hand.text("/etc/fstab"), by_us.text("/etc/fstab"));
  EXPECT_EQ(observe(SwapOff{}, by_hand.host()).value(), wanted(SwapOff{}));
}

TEST(SwapOff, TouchesNoTableWithoutSwap) {
  ScratchHost scratch;
  scratch.put("/etc/fstab", "/dev/sda1 / ext4 defaults 0 1");
  std::filesystem::last_write_time(scratch.at("/etc/fstab"), std::filesystem::file_time_type{});
  ASSERT_TRUE(make(SwapOff{}, scratch.host()));
  EXPECT_EQ(std::filesystem::last_write_time(scratch.at("/etc/fstab")), std::filesystem::file_time_type{});
}

}  // namespace
}  // namespace vent
