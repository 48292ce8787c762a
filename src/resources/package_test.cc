// Packages and users, by the system's own programs: what else than every_kind_test.cc they promise.
#include "resources/package.h"

#include <gtest/gtest.h>

#include "resources/test_support/fake_programs.h"
#include "resources/user.h"
#include "support/golden.h"

namespace vent {
namespace {

TEST(Package, ThatDoesNotExistShowsWhatAptSays) {
  ScratchHost scratch;
  add_fake_packages(scratch);
  scratch.program("apt-get",
                  "case \" $* \" in *' update '*) ;; *) echo 'E: Unable to locate package x' >&2; exit 100 ;; esac");
  expect_golden("no_package.txt", make(Package{.name = "x"}, scratch.host()).error().text());
}

TEST(Package, OnThisMachineIsAskedForAsDpkgLikesIt) {
  const ThisHost machine("/", nullptr);
  EXPECT_EQ(observe(Package{.name = "dpkg"}, machine).value(), (State{{"installed", "yes"}}));
  EXPECT_EQ(observe(Package{.name = "no-such-package"}, machine).value(), (State{{"installed", "no"}}));
}

TEST(User, OnThisMachineIsReadAsTheSystemKnowsIt) {
  const ThisHost machine("/", nullptr);
  EXPECT_EQ(observe(User{.name = "daemon"}, machine).value(),
            (State{{"home", "/usr/sbin"}, {"shell", "/usr/sbin/nologin"}}));
  EXPECT_EQ(observe(User{.name = "no-such-user"}, machine).value(), State{});
}

TEST(User, ThatIsThereIsChangedAndNotAddedAgain) {
  ScratchHost scratch;
  add_fake_users(scratch);
  scratch.put("/etc/passwd", "etcd:x:9:9::/home/etcd:/bin/bash\n");
  ASSERT_TRUE(make(User{.name = "etcd"}, scratch.host()));
  EXPECT_EQ(scratch.text("/etc/passwd"), "etcd:x:9:9::/nonexistent:/usr/sbin/nologin\n");
}

TEST(Ownership, OfSomebodyUnknownIsNamed) {
  ScratchHost scratch;
  scratch.put("/file", "x");
  const auto set = set_ownership(scratch.at("/file"), {.owner = "no-such-user"});
  expect_golden("no_user.txt", set.error().text());
}

TEST(Ownership, ModesReadAndWriteTheSame) {
  for (mode_t mode = 0; mode < 010000; ++mode) EXPECT_EQ(mode_from_text(mode_text(mode)).value(), mode);
  for (const char* text : {"", "8", "-1", "00644", "rwx", " 644", "0x1"}) EXPECT_FALSE(mode_from_text(text)) << text;
}

}  // namespace
}  // namespace vent
