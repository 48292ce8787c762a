#include "base/files.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "base/errno_kind.h"
#include "base/text.h"
#include "support/private_mounts.h"

namespace vent {
namespace {

using Names = std::vector<std::string>;

class Files : public testing::Test {
 protected:
  Path at(const std::string& name) const { return directory_.path() / name; }
  Names names() const { return *list_directory(directory_.path()); }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
};

mode_t mode_of(const Path& path) {
  struct stat found {};
  EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
  return found.st_mode & 07777;
}

TEST_F(Files, WhatIsWrittenIsRead) {
  ASSERT_TRUE(write_file(at("a"), "text\n"));
  EXPECT_EQ(*read_file(at("a")), "text\n");
  ASSERT_TRUE(write_file(at("a"), ""));
  EXPECT_EQ(*read_file(at("a")), "");
  EXPECT_EQ(names(), Names{"a"}) << "nothing else is left";
}

RC_GTEST_FIXTURE_PROP(Files, AnyContentIsReadBack, (const std::string& content)) {
  RC_ASSERT(write_file(at("a"), content).has_value());
  RC_ASSERT(*read_file(at("a")) == content);
}

TEST_F(Files, LargeContentIsReadBack) {
  std::string content;
  for (int number = 0; content.size() < 3'000'000; ++number) content += std::to_string(number);
  ASSERT_TRUE(write_file(at("a"), content));
  EXPECT_TRUE(*read_file(at("a")) == content);
}

TEST_F(Files, FilesOfTheKernelThatHaveNoSizeAreReadWhole) {
  EXPECT_THAT(*read_file("/proc/self/status"), testing::HasSubstr("VmRSS"));
}

TEST_F(Files, WritingGivesExactlyTheMode) {
  const mode_t before = ::umask(077);
  EXPECT_TRUE(write_file(at("open"), "", 0666));
  EXPECT_TRUE(write_file(at("secret"), "", 0600));
  EXPECT_TRUE(write_file(at("secret"), "", 0640));
  ::umask(before);
  EXPECT_EQ(mode_of(at("open")), 0666);
  EXPECT_EQ(mode_of(at("secret")), 0640);
}

TEST_F(Files, WritingReplacesALinkAndNotWhatItLeadsTo) {
  ASSERT_TRUE(write_file(at("target"), "old"));
  ASSERT_EQ(::symlink("target", at("link").c_str()), 0);
  ASSERT_TRUE(write_file(at("link"), "new"));
  EXPECT_EQ(*read_file(at("target")), "old");
  EXPECT_EQ(*read_file(at("link")), "new");
}

TEST_F(Files, ABareNameIsInTheCurrentDirectory) {
  const Path before = std::filesystem::current_path();
  std::filesystem::current_path(directory_.path());
  EXPECT_TRUE(write_file("bare", "x"));
  EXPECT_TRUE(make_directories("one"));
  EXPECT_TRUE(make_directories("one/two"));
  EXPECT_EQ(*list_directory("."), (Names{"bare", "one"}));
  std::filesystem::current_path(before);
}

TEST_F(Files, AReaderSeesTheOldOrTheNewContentWhole) {
  constexpr std::size_t kSize = 100'000;
  ASSERT_TRUE(write_file(at("a"), std::string(kSize, 'a')));
  std::atomic<bool> is_over = false;
  std::jthread writer([&] {
    for (int round = 0; round < 50; ++round)
      EXPECT_TRUE(write_file(at("a"), std::string(kSize, round % 2 == 0 ? 'b' : 'a')));
    is_over = true;
  });
  while (!is_over) {
    const std::string content = *read_file(at("a"));
    ASSERT_EQ(content.size(), kSize);
    ASSERT_EQ(content.find_first_not_of(content.front()), std::string::npos);
  }
}

TEST_F(Files, TwoWritersOfTheSameFileBothSucceed) {
  {
    std::vector<std::jthread> writers;
    for (const char letter : {'a', 'b', 'c', 'd'})
      writers.emplace_back([this, letter] {
        for (int round = 0; round < 20; ++round) EXPECT_TRUE(write_file(at("a"), std::string(1000, letter)));
      });
  }
  EXPECT_EQ(names(), Names{"a"});
}

TEST_F(Files, ANameAsLongAsCanBeIsWritten) {
  const std::string longest(255, 'n');
  EXPECT_TRUE(write_file(at(longest), "x"));
  const Result<> too_long = write_file(at(longest + "n"), "x");
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(names(), Names{longest});
}

TEST_F(Files, AFailedWriteLeavesNothingBehind) {
  ASSERT_TRUE(make_directories(at("directory")));
  const Result<> onto_directory = write_file(at("directory"), "x");
  ASSERT_FALSE(onto_directory);
  EXPECT_EQ(onto_directory.error().kind, ErrorKind::conflict);
  EXPECT_EQ(names(), Names{"directory"});
}

TEST_F(Files, ErrorsNameTheFileAndTheReason) {
  const Result<std::string> none = read_file(at("none"));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::missing);
  EXPECT_EQ(none.error().message, "reading '" + at("none").native() + "': no such file or directory");
  const Result<> nowhere = write_file(at("none/file"), "x");
  EXPECT_EQ(nowhere.error().kind, ErrorKind::missing);
  EXPECT_EQ(nowhere.error().message, "writing '" + at("none/file").native() + "': no such file or directory");
  EXPECT_EQ(read_file(directory_.path()).error().kind, ErrorKind::conflict);
  EXPECT_EQ(write_file("/proc/none", "x").error().kind, ErrorKind::missing);
  EXPECT_EQ(write_file("", "x").error().kind, ErrorKind::missing);
}

TEST_F(Files, ANameWithAZeroByteIsNoOtherFile) {
  ASSERT_TRUE(write_file(at("a"), "old"));
  const Path nasty = at(std::string("a\0b", 3));
  EXPECT_FALSE(read_file(nasty));
  EXPECT_FALSE(read_file_if_present(nasty));
  EXPECT_FALSE(write_file(nasty, "new"));
  EXPECT_FALSE(write_kernel_file(nasty, "new"));
  EXPECT_FALSE(make_directories(nasty));
  EXPECT_FALSE(list_directory(nasty));
  EXPECT_FALSE(remove_tree(nasty));
  EXPECT_FALSE(free_bytes(nasty));
  EXPECT_FALSE(FileLock::take(nasty, "test"));
  EXPECT_FALSE(path_exists(nasty));
  EXPECT_EQ(*read_file(at("a")), "old");
}

TEST_F(Files, AbsenceIsNoFailureForIfPresent) {
  EXPECT_EQ(*read_file_if_present(at("none")), std::nullopt);
  ASSERT_TRUE(write_file(at("a"), "x"));
  EXPECT_EQ(*read_file_if_present(at("a")), "x");
  EXPECT_FALSE(read_file_if_present(directory_.path()));
}

TEST_F(Files, WriteKernelFileWritesIntoWhatIsThere) {
  ASSERT_TRUE(write_file(at("a"), "old value"));
  ASSERT_EQ(::link(at("a").c_str(), at("same").c_str()), 0);
  ASSERT_TRUE(write_kernel_file(at("a"), "new"));
  EXPECT_EQ(*read_file(at("same")), "new value") << "the same file, and only as much as was written";
  EXPECT_EQ(write_kernel_file(at("none"), "x").error().kind, ErrorKind::missing);
  EXPECT_FALSE(path_exists(at("none")));
}

TEST_F(Files, WriteKernelFileSaysWhatWasRefused) {
  const Result<> full = write_kernel_file("/dev/full", "1000");
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().kind, ErrorKind::no_space);
  EXPECT_EQ(full.error().message, "writing '1000' to '/dev/full': no space left on device");
  EXPECT_EQ(full.error().retry, Retry::later);
  EXPECT_THAT(full.error().hint, testing::HasSubstr("df -h '/dev'"));
}

TEST_F(Files, AFullDiskIsToldAndLeavesTheOldFile) {
  const bool is_permitted = with_private_mounts([&] {
    ASSERT_EQ(::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=64k"), 0);
    ASSERT_TRUE(write_file(at("a"), "old"));
    const Result<> written = write_file(at("a"), std::string(200'000, 'x'));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::no_space);
    EXPECT_EQ(*read_file(at("a")), "old");
    EXPECT_EQ(names(), Names{"a"});
    EXPECT_LE(*free_bytes(directory_.path()), 64u * 1024);
  });
  if (!is_permitted) GTEST_SKIP() << "needs root";
}

TEST_F(Files, AReadOnlyFileSystemIsNotPermitted) {
  const bool is_permitted = with_private_mounts([&] {
    ASSERT_EQ(::mount("tmpfs", directory_.path().c_str(), "tmpfs", MS_RDONLY, nullptr), 0);
    EXPECT_EQ(write_file(at("a"), "x").error().kind, ErrorKind::not_permitted);
    EXPECT_EQ(make_directories(at("a/b")).error().kind, ErrorKind::not_permitted);
    EXPECT_TRUE(make_directories(directory_.path())) << "it is there";
  });
  if (!is_permitted) GTEST_SKIP() << "needs root";
}

TEST_F(Files, MakeDirectoriesMakesTheWholePath) {
  const mode_t before = ::umask(077);
  EXPECT_TRUE(make_directories(at("a/b/c"), 0750));
  EXPECT_TRUE(make_directories(at("a/b/c/"), 0700));
  EXPECT_TRUE(make_directories(at("d/e/")));
  ::umask(before);
  EXPECT_EQ(mode_of(at("a")), 0750);
  EXPECT_EQ(mode_of(at("a/b/c")), 0750) << "what was there is left alone";
  EXPECT_EQ(mode_of(at("d/e")), 0755);
}

TEST_F(Files, MakeDirectoriesRefusesWhatIsNoDirectory) {
  ASSERT_TRUE(write_file(at("file"), ""));
  ASSERT_EQ(::symlink("nowhere", at("dangling").c_str()), 0);
  ASSERT_EQ(::symlink(directory_.path().c_str(), at("link").c_str()), 0);
  EXPECT_EQ(make_directories(at("file")).error().kind, ErrorKind::conflict);
  EXPECT_EQ(make_directories(at("file/below")).error().kind, ErrorKind::conflict);
  EXPECT_EQ(make_directories(at("dangling")).error().kind, ErrorKind::conflict);
  EXPECT_TRUE(make_directories(at("link")));
}

TEST_F(Files, ManyMayMakeTheSameDirectories) {
  std::vector<std::jthread> makers;
  for (int maker = 0; maker < 4; ++maker)
    makers.emplace_back([&] {
      for (int round = 0; round < 20; ++round) EXPECT_TRUE(make_directories(at(fmt::format("{}/a/b", round))));
    });
}

TEST_F(Files, ListsSortedNames) {
  for (const char* name : {"b", ".hidden", "a", "ä", "new\nline"}) ASSERT_TRUE(write_file(at(name), ""));
  EXPECT_EQ(names(), (Names{".hidden", "a", "b", "new\nline", "ä"}));
  EXPECT_EQ(*list_directory(at("none")), Names{});
  EXPECT_EQ(list_directory(at("a")).error().kind, ErrorKind::conflict);
}

TEST_F(Files, FreeBytesOfAPlaceThatIsThere) {
  EXPECT_GT(*free_bytes(directory_.path()), 0u);
  EXPECT_EQ(free_bytes(at("none")).error().kind, ErrorKind::missing);
}

TEST(TemporaryDirectory, IsThereForItsTime) {
  Path path;
  {
    const TemporaryDirectory directory = *TemporaryDirectory::make();
    path = directory.path();
    EXPECT_EQ(mode_of(path), 0700);
    ASSERT_TRUE(make_directories(path / "a/b"));
    ASSERT_TRUE(write_file(path / "a/b/file", "x"));
  }
  EXPECT_FALSE(path_exists(path));
}

TEST(TemporaryDirectory, MovesToItsNewOwner) {
  TemporaryDirectory first = *TemporaryDirectory::make();
  const Path path = first.path();
  {
    const TemporaryDirectory second = std::move(first);
    EXPECT_EQ(second.path(), path);
  }
  EXPECT_FALSE(path_exists(path));
}

TEST(TemporaryDirectory, NeedsItsParent) {
  EXPECT_EQ(TemporaryDirectory::make("/nowhere").error().kind, ErrorKind::missing);
}

TEST(ErrnoKind, TextsArePartsOfASentence) {
  EXPECT_EQ(errno_text(ENOENT), "no such file or directory");
  EXPECT_EQ(errno_text(EXDEV), "invalid cross-device link");
  EXPECT_EQ(errno_text(99999), "error number 99999");
  EXPECT_EQ(kind_of_errno(EXDEV), ErrorKind::failed);
}

TEST(ErrnoKind, EachKnownNumberHasTheKindOfItsConsequence) {
  const std::map<int, ErrorKind> expected = {
      {ENOENT, ErrorKind::missing},      {EACCES, ErrorKind::not_permitted},
      {EROFS, ErrorKind::not_permitted}, {EISDIR, ErrorKind::conflict},
      {ENOTDIR, ErrorKind::conflict},    {ENOSPC, ErrorKind::no_space},
      {EDQUOT, ErrorKind::no_space},     {EBUSY, ErrorKind::conflict},
      {ETIMEDOUT, ErrorKind::timed_out}, {ECONNREFUSED, ErrorKind::not_reachable}};
  for (const auto& [number, kind] : expected) EXPECT_EQ(kind_of_errno(number), kind) << errno_text(number);
}

}  // namespace
}  // namespace vent
