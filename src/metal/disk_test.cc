#include "metal/disk.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "metal/test_support/sample_lab.h"

namespace vent::metal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DiskTest : public testing::Test {
 protected:
  DiskTest() {
    put_directory("etc/ssh", 0755);
    put_directory("root", 0700);
    put_directory("tmp", 01777);
    put_directory("usr/bin", 0755);
    std::filesystem::create_symlink("usr/bin", image_ / "bin");
  }

  void put_directory(const Path& name, mode_t mode) const {
    if (!make_directories(image_ / name) || ::chmod((image_ / name).c_str(), mode) != 0)
      throw std::runtime_error("no scratch image");
  }
  std::string mode(const Path& name) const {
    struct stat found {};
    return ::lstat((upper_ / name).c_str(), &found) == 0 ? fmt::format("{:o}", found.st_mode & 07777) : "missing";
  }
  Result<> make(const std::vector<DiskEntry>& entries) const { return make_disk(directory_, image_, entries); }

  TemporaryDirectory scratch_ = *TemporaryDirectory::make();
  Path image_ = scratch_.path() / "image";
  Path directory_ = scratch_.path() / "host";
  Path upper_ = directory_ / "upper";
};

TEST_F(DiskTest, HasThePartsThatALauncherNeeds) {
  ASSERT_TRUE(make({}));
  EXPECT_THAT(*list_directory(directory_), ElementsAre("containerd", "root", "upper", "work"));
}

TEST_F(DiskTest, HoldsFilesDirectoriesAndLinks) {
  ASSERT_TRUE(
      make({{.path = "/etc/hostname", .content = "one\n"},
            {.path = "/etc/ssh/key", .mode = 0600, .content = std::string("a\0b", 3), .secret = true},
            {.kind = EntryKind::directory, .path = "/srv/new", .mode = 0750, .content = {}},
            {.kind = EntryKind::symlink, .path = "/etc/systemd/system/a.wants/x", .content = "/etc/x.service"}}));
  EXPECT_EQ(*read_file(upper_ / "etc/hostname"), "one\n");
  EXPECT_EQ(mode("etc/hostname"), "644");
  EXPECT_EQ(*read_file(upper_ / "etc/ssh/key"), std::string("a\0b", 3));
  EXPECT_EQ(mode("etc/ssh/key"), "600");
  EXPECT_EQ(mode("srv/new"), "750");
  EXPECT_EQ(std::filesystem::read_symlink(upper_ / "etc/systemd/system/a.wants/x"), "/etc/x.service");
}

TEST_F(DiskTest, ParentsHaveTheModeOfTheImageOrElse0755) {
  const mode_t before = ::umask(077);
  const Result<> made = make({{.path = "/tmp/note", .content = {}},
                              {.path = "/root/note", .content = {}},
                              {.path = "/srv/new/deep/note", .content = {}}});
  ::umask(before);
  ASSERT_TRUE(made);
  EXPECT_EQ(mode("tmp"), "1777");
  EXPECT_EQ(mode("root"), "700");
  EXPECT_EQ(mode("srv"), "755");
  EXPECT_EQ(mode("srv/new/deep"), "755");
}

TEST_F(DiskTest, AListedDirectoryKeepsItsModeWhenSomethingIsPutIntoIt) {
  ASSERT_TRUE(make({{.kind = EntryKind::directory, .path = "/root/.ssh", .mode = 0700, .content = {}},
                    {.path = "/root/.ssh/authorized_keys", .mode = 0600, .content = "key\n"},
                    {.kind = EntryKind::directory, .path = "/etc/ssh", .mode = 0711, .content = {}},
                    {.path = "/etc/ssh/key", .content = {}}}));
  EXPECT_EQ(mode("root/.ssh"), "700");
  EXPECT_EQ(mode("etc/ssh"), "711") << "also one that the image has";
}

TEST_F(DiskTest, NothingOfTheImageIsHiddenByADirectory) {
  const Result<> made = make({{.path = "/bin/tool", .content = {}}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::bug);
  EXPECT_THAT(made.error().message, HasSubstr("/bin/tool"));
  EXPECT_EQ(mode("bin"), "missing");
}

TEST_F(DiskTest, AHalfMadeDiskIsMadeAgain) {
  ASSERT_TRUE(
      make({{.path = "/etc/old", .content = {}}, {.kind = EntryKind::symlink, .path = "/etc/link", .content = "old"}}));
  ASSERT_TRUE(write_file(directory_ / "containerd/old", ""));
  ASSERT_TRUE(write_file(directory_ / "console.log", "kept"));
  ASSERT_TRUE(remove_tree(directory_ / "work"));
  ASSERT_TRUE(make({{.kind = EntryKind::symlink, .path = "/etc/link", .content = "new"}}));
  EXPECT_THAT(*list_directory(upper_ / "etc"), ElementsAre("link"));
  EXPECT_EQ(std::filesystem::read_symlink(upper_ / "etc/link"), "new");
  EXPECT_THAT(*list_directory(directory_ / "containerd"), testing::IsEmpty());
  EXPECT_TRUE(path_exists(directory_ / "work"));
  EXPECT_EQ(*read_file(directory_ / "console.log"), "kept") << "which is no part of a disk";
}

TEST_F(DiskTest, IsRemovedAndNothingElseIs) {
  ASSERT_TRUE(make({{.path = "/etc/x", .content = {}}}));
  ASSERT_TRUE(write_file(directory_ / "console.log", "kept"));
  ASSERT_TRUE(remove_disk(directory_));
  EXPECT_THAT(*list_directory(directory_), ElementsAre("console.log"));
  EXPECT_TRUE(remove_disk(directory_)) << "fine when there is none";
}

}  // namespace
}  // namespace vent::metal
