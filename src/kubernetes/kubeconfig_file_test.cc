#include "kubernetes/kubeconfig_file.h"

#include <sys/stat.h>

#include <gtest/gtest.h>

namespace vent {
namespace {

mode_t mode_of(const Path& path) {
  struct stat seen {};
  return ::stat(path.c_str(), &seen) == 0 ? seen.st_mode & 07777U : 0;
}

Result<Secret> says(std::string_view /*text*/) { return Secret("new\n"); }

TEST(KubeconfigPath, IsTheFirstThatExistsElseTheLast) {
  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  const std::string one = (folder.path() / "one").string(), two = (folder.path() / "two").string();
  EXPECT_EQ(kubeconfig_path("", "/home/ada"), "/home/ada/.kube/config");
  EXPECT_EQ(kubeconfig_path(one + ":" + two, "/home/ada"), two);
  ASSERT_TRUE(write_file(one, "x"));
  EXPECT_EQ(kubeconfig_path(":" + one + ":" + two, "/home/ada"), one);
}

TEST(ChangeKubeconfig, MakesAFileThatOnlyItsOwnerReads) {
  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  const Path file = folder.path() / ".kube" / "config";
  EXPECT_EQ(change_kubeconfig(file, says).value(), true);
  EXPECT_EQ(read_file(file).value(), "new\n");
  EXPECT_EQ(mode_of(file), 0600U);
  EXPECT_EQ(mode_of(file.parent_path()), 0700U);
  EXPECT_EQ(list_directory(file.parent_path()).value(), std::vector<std::string>{"config"}) << "no lock is left";
}

TEST(ChangeKubeconfig, KeepsTheOneBefore) {
  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  const Path file = folder.path() / "config";
  ASSERT_TRUE(write_file(file, "old\n", 0644));
  EXPECT_EQ(change_kubeconfig(file, says).value(), true);
  EXPECT_EQ(read_file(file.string() + ".before-vent").value(), "old\n");
  EXPECT_EQ(mode_of(file.string() + ".before-vent"), 0600U);
  EXPECT_EQ(change_kubeconfig(file, says).value(), false) << "nothing to change";
  EXPECT_EQ(read_file(file.string() + ".before-vent").value(), "old\n");
}

TEST(ChangeKubeconfig, FollowsALink) {
  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  const Path file = folder.path() / "config", elsewhere = folder.path() / "elsewhere";
  ASSERT_TRUE(write_file(elsewhere, "old\n"));
  std::filesystem::create_symlink(elsewhere, file);
  EXPECT_EQ(change_kubeconfig(file, says).value(), true);
  EXPECT_EQ(read_file(elsewhere).value(), "new\n");
  EXPECT_TRUE(std::filesystem::is_symlink(file));
}

TEST(ChangeKubeconfig, LeavesTheFileAloneWhenTheChangeFails) {
  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  const Path file = folder.path() / "config";
  ASSERT_TRUE(write_file(file, "old\n", 0640));
  EXPECT_FALSE(change_kubeconfig(
      file, [](std::string_view) -> Result<Secret> { return fail(Error(ErrorKind::bad_input, "no")); }));
  EXPECT_EQ(read_file(file).value(), "old\n");
  EXPECT_EQ(mode_of(file), 0640U);
  EXPECT_EQ(list_directory(folder.path()).value(), std::vector<std::string>{"config"}) << "no lock, no copy";
}

TEST(ChangeKubeconfig, WaitsForNobodyAndChangesNothingThen) {
  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  const Path file = folder.path() / "config";
  ASSERT_TRUE(write_file(file.string() + ".lock", ""));
  const Result<bool> changed = change_kubeconfig(file, says);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().id, "VENT_KUBECONFIG_LOCKED");
  EXPECT_TRUE(path_exists(file.string() + ".lock")) << "it is somebody else's";
  EXPECT_FALSE(path_exists(file));
}

}  // namespace
}  // namespace vent
