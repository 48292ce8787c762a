#include "artifacts/debian_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "artifacts/test_support/archive.h"

namespace vent {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

// A machine whose apt and dpkg-deb are scripts.
class DebianTreeTest : public testing::Test {
 protected:
  DebianTreeTest() {
    EXPECT_TRUE(make_directories(work_));
    EXPECT_TRUE(make_directories(programs_));
    ::setenv("PATH", (programs_.string() + ":" + path_).c_str(), 1);
  }
  ~DebianTreeTest() override { ::setenv("PATH", path_.c_str(), 1); }

  void script(const std::string& name, const std::string& text) {
    EXPECT_TRUE(write_file(programs_ / name, "#!/bin/sh\n" + text + "\n", 0755));
  }
  Result<TakenDebianTree> take() {
    return take_debian_tree({.packages = {"one", "two"}, .without = {"usr/share/doc/", "usr/bin/perl"}},
                            Architecture::arm64, work_, 1min, {});
  }

  TemporaryDirectory scratch_ = *TemporaryDirectory::make();
  Path programs_ = scratch_.path() / "programs", work_ = scratch_.path() / "work";
  std::string path_ = ::getenv("PATH");
};

std::vector<std::string> paths(const std::vector<ImageEntry>& entries) {
  std::vector<std::string> all;
  for (const ImageEntry& entry : entries) all.push_back(entry.path);
  return all;
}

TEST_F(DebianTreeTest, LaysEveryPackageIntoOneTree) {
  script("apt-get", "echo \"$@\" >" + (scratch_.path() / "words").string() + "; touch one_1.deb two_1.deb libc_1.deb");
  script("dpkg-deb",
         "mkdir -p $3/usr/bin $3/usr/share/doc/x; touch $3/usr/bin/$(basename $2 _1.deb) $3/usr/bin/perl5.36; "
         "ln -sf one $3/usr/bin/link; mkfifo $3/usr/bin/pipe 2>/dev/null; true");
  const Result<TakenDebianTree> taken = take();
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_EQ(taken->packages, 3U);
  EXPECT_THAT(paths(taken->entries), ElementsAre("/usr", "/usr/bin", "/usr/bin/libc", "/usr/bin/link", "/usr/bin/one",
                                                 "/usr/bin/two", "/usr/share"));
  const std::string words = *read_file(scratch_.path() / "words");
  EXPECT_THAT(words, HasSubstr("status=/dev/null"));
  EXPECT_THAT(words, HasSubstr("install one:arm64 two:arm64"));
}

TEST_F(DebianTreeTest, SaysWhatAptSays) {
  script("apt-get", "echo 'E: Unable to locate package one' >&2; exit 100");
  const Result<TakenDebianTree> taken = take();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().id, "VENT_PACKAGE_DOWNLOAD");
  EXPECT_THAT(taken.error().text(), HasSubstr("Unable to locate package one"));
}

TEST_F(DebianTreeTest, IsWrittenAsOneArchive) {
  ASSERT_TRUE(make_directories(work_ / "tree/bin"));
  ASSERT_TRUE(write_file(work_ / "tree/bin/sh", "shell", 0755));
  const Path file = scratch_.path() / "layer.tar";
  ASSERT_TRUE(write_layer_file(*entries_below(work_ / "tree", {}), file, {}));
  std::vector<std::string> lines;
  for (const Listed& one : list_archive(*read_file(file))) lines.push_back(one.line);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[1], HasSubstr("-rwxr-xr-x  0:0 5 0 bin/sh"));
}

}  // namespace
}  // namespace vent
