#include "remote/cluster_state.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "remote/ssh_command.h"

namespace vent {
namespace {

mode_t mode(const Path& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 ? found.st_mode & 07777 : 0;
}

class ClusterStateTest : public testing::Test {
 protected:
  ClusterStateTest() {
    ::setenv("XDG_STATE_HOME", directory_.path().c_str(), 1);
    ::setenv("XDG_RUNTIME_DIR", directory_.path().c_str(), 1);
  }
  ~ClusterStateTest() override {
    ::unsetenv("XDG_STATE_HOME");
    ::unsetenv("XDG_RUNTIME_DIR");
  }
  TemporaryDirectory directory_ = *TemporaryDirectory::make();
};

TEST_F(ClusterStateTest, HasAFolderThatOnlyTheUserSees) {
  const ClusterState state = *ClusterState::open("paris");
  EXPECT_EQ(state.folder(), directory_.path() / "vent/clusters/paris");
  EXPECT_EQ(mode(state.folder()), 0700u);
  EXPECT_EQ(state.known_hosts(), state.folder() / "known_hosts");
}

TEST_F(ClusterStateTest, SocketsHaveShortNamesOfTheirOwn) {
  const ClusterState paris = *ClusterState::open("paris");
  const ClusterState rome = *ClusterState::open("rome");
  const std::optional<Path> socket = paris.control_path(std::string(63, 'h'));
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->parent_path(), directory_.path() / "vent");
  EXPECT_EQ(mode(socket->parent_path()), 0700u);
  EXPECT_LE(socket->native().size(), kLongestControlPath);
  EXPECT_EQ(paris.control_path("one"), ClusterState::open("paris")->control_path("one"));
  EXPECT_NE(paris.control_path("one"), paris.control_path("two"));
  EXPECT_NE(paris.control_path("one"), rome.control_path("one"));
}

TEST_F(ClusterStateTest, APlaceTooDeepForSocketsMeansNoSharing) {
  const Path deep = directory_.path() / std::string(80, 'd');
  ASSERT_TRUE(make_directories(deep, 0700));
  ::setenv("XDG_RUNTIME_DIR", deep.c_str(), 1);
  EXPECT_EQ(ClusterState::open("paris")->control_path("one"), std::nullopt);
}

TEST_F(ClusterStateTest, ARunTimeDirectoryThatOthersSeeIsNotUsed) {
  ASSERT_EQ(::chmod(directory_.path().c_str(), 0755), 0);
  const std::optional<Path> socket = ClusterState::open("paris")->control_path("one");
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->parent_path(), "/tmp/vent-" + std::to_string(::geteuid()));
  ::rmdir(socket->parent_path().c_str());  // stays when it is in use
}

TEST(PrivateFolder, TakesTheFirstPlaceThatIsSafe) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const Path& here = directory.path();
  ASSERT_TRUE(make_directories(here / "open", 0755));
  ASSERT_TRUE(make_directories(here / "target", 0700));
  std::filesystem::create_symlink(here / "target", here / "link");
  ASSERT_TRUE(write_file(here / "file", ""));
  EXPECT_EQ(private_folder({{"relative", "x"}, {here / "absent", "x"}, {here, "open"}, {here, "link"}, {here, "file"}}),
            std::nullopt);
  EXPECT_EQ(private_folder({{here, "open"}, {here, "good"}, {here, "late"}}), here / "good");
  EXPECT_EQ(mode(here / "good"), 0700u);
  EXPECT_FALSE(path_exists(here / "late"));
}

}  // namespace
}  // namespace vent
