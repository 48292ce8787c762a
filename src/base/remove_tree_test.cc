#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "support/private_mounts.h"

namespace vent {
namespace {

using Names = std::vector<std::string>;

class RemoveTree : public testing::Test {
 protected:
  Path at(const std::string& name) const { return directory_.path() / name; }
  void make_file(const std::string& name) const {
    ASSERT_TRUE(make_directories(at(name).parent_path()));
    ASSERT_TRUE(write_file(at(name), "x"));
  }
  Names names() const { return *list_directory(directory_.path()); }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
};

TEST_F(RemoveTree, NothingThereIsFine) {
  EXPECT_TRUE(remove_tree(at("none")));
  EXPECT_TRUE(remove_tree(at("none/below")));
  EXPECT_TRUE(remove_tree(""));
}

TEST_F(RemoveTree, RemovesAFileOrAWholeTreeAndNothingBeside) {
  make_file("file");
  make_file("tree/a/b/c");
  make_file("tree/a/d");
  make_file("tree/e/f");
  make_file("treetop");
  EXPECT_TRUE(remove_tree(at("file")));
  EXPECT_TRUE(remove_tree(at("tree/")));
  EXPECT_EQ(names(), Names{"treetop"});
}

TEST_F(RemoveTree, WorksFromTheCurrentDirectory) {
  make_file("tree/a");
  const int before = ::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(::chdir(directory_.path().c_str()), 0);
  EXPECT_TRUE(remove_tree("tree"));
  ASSERT_EQ(::fchdir(before), 0);
  ::close(before);
  EXPECT_EQ(names(), Names{});
}

TEST_F(RemoveTree, TakesEveryKindOfFileAndName) {
  for (const char* name : {"tree/new\nline", "tree/-rf", "tree/ ", "tree/..hidden", "tree/\xff"}) make_file(name);
  ASSERT_EQ(::mkfifo(at("tree/fifo").c_str(), 0600), 0);
  ASSERT_EQ(::symlink("/nowhere", at("tree/dangling").c_str()), 0);
  EXPECT_TRUE(remove_tree(at("tree")));
  EXPECT_EQ(names(), Names{});
}

TEST_F(RemoveTree, FollowsNoLink) {
  make_file("kept/file");
  ASSERT_TRUE(make_directories(at("tree")));
  ASSERT_EQ(::symlink(at("kept").c_str(), at("tree/link").c_str()), 0);
  ASSERT_EQ(::symlink(at("kept").c_str(), at("link").c_str()), 0);
  EXPECT_TRUE(remove_tree(at("tree")));
  EXPECT_TRUE(remove_tree(at("link/")));
  EXPECT_EQ(names(), Names{"kept"});
  EXPECT_TRUE(path_exists(at("kept/file")));
}

TEST_F(RemoveTree, TakesDirectoriesWithoutRights) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  make_file("tree/closed/file");
  ASSERT_EQ(::chmod(at("tree/closed").c_str(), 0), 0);
  ASSERT_EQ(::chmod(at("tree").c_str(), 0500), 0);
  EXPECT_TRUE(remove_tree(at("tree")));
  EXPECT_EQ(names(), Names{});
}

TEST_F(RemoveTree, TakesManyFilesAndDirectories) {
  for (int number = 0; number < 100; ++number) {
    ASSERT_TRUE(make_directories(at(fmt::format("tree/d{}/e", number))));
    ::close(::open(at(fmt::format("tree/f{}", number)).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  }
  EXPECT_TRUE(remove_tree(at("tree")));
  EXPECT_EQ(names(), Names{});
}

// Deeper than a path can be long, and with fewer descriptors than levels.
TEST_F(RemoveTree, TakesATreeOfAnyDepth) {
  const TemporaryDirectory directory = *TemporaryDirectory::make("/dev/shm");  // memory: a disk would take seconds
  int here = ::open(directory.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (int level = 0; level < 1000; ++level) {
    ASSERT_EQ(::mkdirat(here, "level", 0700), 0);
    const int below = ::openat(here, "level", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ASSERT_GE(below, 0);
    ::close(here);
    here = below;
  }
  ::close(here);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few = {64, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  const Result<> removed = remove_tree(directory.path() / "level");
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_TRUE(removed) << removed.error().text();
  EXPECT_FALSE(path_exists(directory.path() / "level"));
}

TEST_F(RemoveTree, RefusesWhatCanOnlyBeAMistake) {
  make_file("tree/file");
  EXPECT_FALSE(remove_tree(at("tree/.")));
  EXPECT_FALSE(remove_tree(at("tree/..")));
  EXPECT_FALSE(remove_tree("/"));
  EXPECT_TRUE(path_exists(at("tree/file")));
}

TEST_F(RemoveTree, StopsAtAMountAndKeepsWhatIsInIt) {
  make_file("tree/mount/below/file");
  const bool is_permitted = with_private_mounts([&] {
    ASSERT_EQ(::mount("tmpfs", at("tree/mount/below").c_str(), "tmpfs", 0, nullptr), 0);
    make_file("tree/mount/below/kept");
    const Result<> removed = remove_tree(at("tree"));
    ASSERT_FALSE(removed);
    EXPECT_EQ(removed.error().kind, ErrorKind::conflict);
    EXPECT_EQ(removed.error().id, "VENT_STILL_MOUNTED");
    EXPECT_EQ(removed.error().hint, "umount '" + at("tree/mount/below").native() + "'");
    EXPECT_TRUE(path_exists(at("tree/mount/below/kept")));
    ASSERT_EQ(::umount(at("tree/mount/below").c_str()), 0);
    EXPECT_TRUE(remove_tree(at("tree")));
    EXPECT_EQ(names(), Names{});
  });
  if (!is_permitted) GTEST_SKIP() << "needs root";
}

TEST_F(RemoveTree, KnowsADirectoryOfTheSameFileSystemThatIsBoundToHere) {
  make_file("precious/file");
  ASSERT_TRUE(make_directories(at("tree/bound")));
  const bool is_permitted = with_private_mounts([&] {
    ASSERT_EQ(::mount(at("precious").c_str(), at("tree/bound").c_str(), nullptr, MS_BIND, nullptr), 0);
    EXPECT_EQ(remove_tree(at("tree")).error().id, "VENT_STILL_MOUNTED");
    EXPECT_EQ(remove_tree(at("tree/bound")).error().id, "VENT_STILL_MOUNTED") << "the top as well";
    EXPECT_TRUE(path_exists(at("precious/file")));
  });
  if (!is_permitted) GTEST_SKIP() << "needs root";
}

TEST_F(RemoveTree, AFileThatIsAMountIsAnErrorToo) {
  make_file("precious");
  make_file("tree/bound");
  const bool is_permitted = with_private_mounts([&] {
    ASSERT_EQ(::mount(at("precious").c_str(), at("tree/bound").c_str(), nullptr, MS_BIND, nullptr), 0);
    EXPECT_EQ(remove_tree(at("tree")).error().kind, ErrorKind::conflict);
    EXPECT_TRUE(path_exists(at("precious")));
  });
  if (!is_permitted) GTEST_SKIP() << "needs root";
}

TEST_F(RemoveTree, ErrorsNameWhatCouldNotBeRemoved) {
  const bool is_permitted = with_private_mounts([&] {
    make_file("tree/a/file");
    ASSERT_EQ(::mount(at("tree").c_str(), at("tree").c_str(), nullptr, MS_BIND, nullptr), 0);
    ASSERT_EQ(::mount(nullptr, at("tree").c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr), 0);
    const Result<> removed = remove_tree(at("tree/a"));
    ASSERT_FALSE(removed);
    EXPECT_EQ(removed.error().kind, ErrorKind::not_permitted);
    EXPECT_THAT(removed.error().message, testing::HasSubstr(at("tree/a").native()));
  });
  if (!is_permitted) GTEST_SKIP() << "needs root";
}

}  // namespace
}  // namespace vent
