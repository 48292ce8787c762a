#include "node/contents.h"

#include <gtest/gtest.h>

#include "base/sha256.h"
#include "support/golden.h"

namespace vent {
namespace {

class ContentsTest : public testing::Test {
 protected:
  TemporaryDirectory directory_ = TemporaryDirectory::make().value();
  Contents contents_{directory_.path() / "kept"};
};

TEST_F(ContentsTest, SentTwiceIsTheSame) {
  EXPECT_FALSE(contents_.has("d"));
  contents_.add("d", "one");
  contents_.add("d", "one");
  EXPECT_TRUE(contents_.has("d"));
  EXPECT_EQ(contents_.bytes("d").value().reveal(), "one");
  EXPECT_FALSE(path_exists(directory_.path() / "kept")) << "what is sent stays in memory";
}

TEST_F(ContentsTest, NeverSentIsAnErrorThatShowsNoDigest) {
  const Error error = contents_.bytes(sha256_hex("hunter2")).error();
  EXPECT_EQ(error.id, kContentMissing);
  expect_golden("content_missing.txt", error.text());
}

TEST_F(ContentsTest, KeptOutlivesTheConnection) {
  const Path file = directory_.path() / "file";
  ASSERT_TRUE(write_file(file, std::string("old\0", 4)));
  ASSERT_TRUE(contents_.keep(file));
  ASSERT_TRUE(write_file(file, "new"));
  const Contents later(directory_.path() / "kept");
  const std::string digest = sha256_hex(std::string("old\0", 4));
  EXPECT_TRUE(later.has(digest));
  EXPECT_EQ(later.bytes(digest).value().reveal(), std::string_view("old\0", 4));
  EXPECT_EQ(std::filesystem::status(directory_.path() / "kept").permissions(), std::filesystem::perms::owner_all);
}

TEST_F(ContentsTest, OfWhatIsNoFileIsNotKept) {
  ASSERT_TRUE(write_file(directory_.path() / "file", "x"));
  std::filesystem::create_symlink("file", directory_.path() / "link");
  for (const char* name : {"absent", "link", "."}) EXPECT_TRUE(contents_.keep(directory_.path() / name)) << name;
  EXPECT_FALSE(path_exists(directory_.path() / "kept"));
}

}  // namespace
}  // namespace vent
