#include <gtest/gtest.h>

#include "resources/resource.h"
#include "resources/started_unit.h"
#include "resources/test_support/fake_programs.h"

namespace vent {
namespace {

// What holds for every kind of resource, whatever it finds.
struct Case {
  std::string name;
  Spec spec;
  std::function<void(ScratchHost&)> prepare = [](ScratchHost&) {};
};

std::ostream& operator<<(std::ostream& out, const Case& test) { return out << test.name; }

Spec unit(const std::string& description) {
  UnitFile file;
  file.section("Unit").set("Description", description);
  file.section("Service").set("ExecStart", exec_line({"/bin/sleep", "600"}));
  return started_unit("demo.service", file, {});
}

std::vector<Case> cases() {
  const Directory data{.path = "/srv/data", .ownership = somebodys(0750)};
  const Directory our_data{.path = "/srv/data", .ownership = ours(0700), .inside = Inside::ours};
  const File notes{.path = "/srv/notes", .content = open_content("new\n"), .ownership = somebodys(0640)};
  const ArtifactFile tool{.path = "/srv/tool",
                          .content = open_content("new\n"),
                          .ownership = somebodys(0755),
                          .name = "tool",
                          .source = ""};
  const Symlink link{.path = "/srv/link", .target = "../elsewhere"};
  const Sysctl forward{.key = "net.ipv4.ip_forward", .value = "1"};
  const auto srv = [](ScratchHost& scratch) { scratch.directory("/srv"); };
  const auto kernel = [](ScratchHost& scratch) {
    scratch.put("/proc/sys/net/ipv4/ip_forward", "0\n");
    scratch.directory("/etc/sysctl.d");
    scratch.directory("/etc/modules-load.d");
    scratch.directory("/sys/module");
    add_fake_modprobe(scratch);
  };
  const auto users = [](ScratchHost& scratch) {
    scratch.put("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    add_fake_users(scratch);
  };
  const auto units = [](ScratchHost& scratch) {
    scratch.directory("/etc/systemd/system");
    add_fake_systemd(scratch);
  };
  const auto swap = [](ScratchHost& scratch) {
    scratch.put("/etc/fstab",
                "# <file system> <mount point> <type>\n/dev/sda1 / ext4 defaults 0 1\n  /dev/sda2 none swap sw 0 0\n"
                "#/dev/sda3 none swap sw\n/swap none\tswap sw",
                0640);
    scratch.put("/proc/swaps", "Filename Type Size Used Priority\n/dev/sda2 partition 1000 0 -2\n");
    add_fake_swap(scratch);
  };
  return {
      {"directory", data, srv},
      {"directory_of_another_mode", data, [](ScratchHost& s) { s.directory("/srv/data", 0700); }},
      {"directory_with_files_of_others", data, [](ScratchHost& s) { s.put("/srv/data/x", "x"); }},
      {"directory_of_ours", our_data, srv},
      {"directory_of_ours_that_was_there", our_data, [](ScratchHost& s) { s.put("/srv/data/x", "x"); }},
      {"file", notes, srv},
      {"file_over_a_file", notes, [](ScratchHost& s) { s.put("/srv/notes", std::string("old\0", 4), 0604); }},
      {"file_of_another_mode", notes, [](ScratchHost& s) { s.put("/srv/notes", "new\n", 0604); }},
      {"file_over_a_link", notes, [](ScratchHost& s) { s.put("/srv/y", "y"), s.link("/srv/notes", "y"); }},
      {"file_over_a_broken_link", notes, [](ScratchHost& s) { s.link("/srv/notes", "nowhere"); }},
      {"artifact", tool, srv},
      {"artifact_over_a_file", tool, [](ScratchHost& s) { s.put("/srv/tool", std::string("old\0", 4), 0604); }},
      {"artifact_of_another_mode", tool, [](ScratchHost& s) { s.put("/srv/tool", "new\n", 0604); }},
      {"artifact_over_a_link", tool, [](ScratchHost& s) { s.put("/srv/y", "y"), s.link("/srv/tool", "y"); }},
      {"symlink", link, srv},
      {"symlink_over_another", link, [](ScratchHost& s) { s.link("/srv/link", "/somewhere"); }},
      {"symlink_over_a_file", link, [](ScratchHost& s) { s.put("/srv/link", "a file\n", 0600); }},
      {"sysctl", forward, kernel},
      {"sysctl_with_another_value_at_boot", forward,
       [=](ScratchHost& s) {
         kernel(s), s.put("/etc/sysctl.d/99-vent-net.ipv4.ip_forward.conf", "net.ipv4.ip_forward = 0\n");
       }},
      {"kernel_module", KernelModule{.name = "vxlan"}, kernel},
      {"kernel_module_that_was_loaded", KernelModule{.name = "br-x"},
       [=](ScratchHost& s) { kernel(s), s.directory("/sys/module/br_x"); }},
      {"kernel_module_that_is_built_in", KernelModule{.name = "tun", .evidence = "/dev/net/tun"},
       [=](ScratchHost& s) { kernel(s), s.put("/dev/net/tun", ""); }},
      {"swap_off", SwapOff{}, swap},
      {"swap_off_where_none_is", SwapOff{},
       [](ScratchHost& s) { s.put("/etc/fstab", "/dev/sda1 / ext4 defaults 0 1"); }},
      {"swap_off_without_a_table", SwapOff{}},
      {"user", User{.name = "etcd"}, users},
      {"user_with_another_home", User{.name = "etcd", .home = "/var/lib/etcd"},
       [=](ScratchHost& s) { users(s), s.put("/etc/passwd", "etcd:x:9:9::/home/etcd:/bin/bash\n"); }},
      {"package", Package{.name = "socat"}, [](ScratchHost& s) { s.directory("/packages"), add_fake_packages(s); }},
      {"package_that_was_there", Package{.name = "socat"},
       [](ScratchHost& s) { s.put("/packages/socat", ""), add_fake_packages(s); }},
      {"unit", unit("new"), units},
      {"unit_over_another", unit("new"),
       [=](ScratchHost& s) {
         units(s);
         EXPECT_TRUE(make(unit("old"), s.host()));
         s.put("/etc/systemd/system/demo.service", s.text("/etc/systemd/system/demo.service"), 0600);
       }},
      {"unit_that_is_masked", unit("new"),
       [=](ScratchHost& s) { units(s), s.link("/etc/systemd/system/demo.service", "/dev/null"); }},
  };
}

class EveryKind : public testing::TestWithParam<Case> {};

TEST_P(EveryKind, IsMadeOnceAndTakenBackWithoutATrace) {
  const Spec& spec = GetParam().spec;
  ScratchHost scratch;
  GetParam().prepare(scratch);

  const auto tree_before = scratch.tree();
  const Result<State> before = observe(spec, scratch.host());
  ASSERT_TRUE(before) << before.error().text();
  EXPECT_EQ(scratch.tree(), tree_before) << "a look changed something";

  const Result<> made = make(spec, scratch.host());
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(describe(changes_needed(spec, observe(spec, scratch.host()).value())), "");

  const auto tree_made = scratch.tree();
  EXPECT_TRUE(make(spec, scratch.host()));
  EXPECT_EQ(scratch.tree(), tree_made) << "making it twice changed something";

  const Result<> undone = undo(spec, *before, scratch.host());
  ASSERT_TRUE(undone) << undone.error().text();
  EXPECT_EQ(scratch.tree(), tree_before);
  EXPECT_EQ(observe(spec, scratch.host()).value(), *before);

  EXPECT_TRUE(undo(spec, *before, scratch.host()));
  EXPECT_EQ(scratch.tree(), tree_before) << "taking it back twice changed something";
}

// The manifest names a thing before it is made, so one may be taken back that never was.
TEST_P(EveryKind, IsLeftAloneWhenItWasNeverMade) {
  ScratchHost scratch;
  GetParam().prepare(scratch);
  const auto tree_before = scratch.tree();
  const State before = observe(GetParam().spec, scratch.host()).value();
  const Result<> undone = undo(GetParam().spec, before, scratch.host());
  ASSERT_TRUE(undone) << undone.error().text();
  EXPECT_EQ(scratch.tree(), tree_before);
  EXPECT_EQ(observe(GetParam().spec, scratch.host()).value(), before);
}

INSTANTIATE_TEST_SUITE_P(Resource, EveryKind, testing::ValuesIn(cases()),
                         [](const testing::TestParamInfo<Case>& test) { return test.param.name; });

}  // namespace
}  // namespace vent
