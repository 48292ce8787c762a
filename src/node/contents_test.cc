#include "node/contents.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "base/sha256.h"
#include "resources/content.h"
#include "support/golden.h"
#include "support/private_mounts.h"

namespace vent {
namespace {

class ContentsTest : public testing::Test {
 protected:
  TemporaryDirectory directory_ = TemporaryDirectory::make().value();
  Contents contents_{directory_.path()};
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
  Contents later(directory_.path());
  const std::string digest = sha256_hex(std::string("old\0", 4));
  EXPECT_TRUE(later.has(digest));
  EXPECT_EQ(later.bytes(digest).value().reveal(), std::string_view("old\0", 4));
  EXPECT_EQ(std::filesystem::status(directory_.path() / "kept").permissions(), std::filesystem::perms::owner_all);
}

// Some bytes that differ everywhere.
std::string large_text(std::size_t size, int seed = 0) {
  std::string text;
  while (text.size() < size) text += std::to_string(seed) + "." + std::to_string(text.size()) + "\n";
  text.resize(size);
  return text;
}

class LargeContents : public ContentsTest {
 protected:
  Result<> send(const std::string& text, const std::string& digest) {
    TRY(contents_.expect({{digest, text.size()}}));
    for (std::size_t at = 0; at < text.size(); at += kPiece)
      TRY(contents_.add_piece(digest, at, std::string_view(text).substr(at, kPiece)));
    return Ok{};
  }
  Result<bool> place(const std::string& digest, mode_t mode = 0755) {
    return contents_.place(digest, target_, {.mode = mode, .durability = Durability::later}, memory_);
  }
  std::vector<std::string> arrived() const { return list_directory(directory_.path() / "contents").value(); }

  static constexpr std::size_t kPiece = 1000;
  Path target_ = directory_.path() / "target";
  DigestMemory memory_{Path()};
};

RC_GTEST_FIXTURE_PROP(LargeContents, ComeWholeHoweverTheirPiecesAreMixed, ()) {
  const auto sizes =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 5000)));
  std::vector<std::string> texts, digests;
  std::map<std::string, std::uint64_t> announced;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    texts.push_back(large_text(sizes[i], static_cast<int>(i)));
    digests.push_back(sha256_hex(texts.back()));
    announced[digests.back()] = sizes[i];
  }
  RC_ASSERT(contents_.expect(announced));
  std::vector<std::size_t> sent(sizes.size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (std::ranges::find(digests, digests[i]) == digests.begin() + static_cast<std::ptrdiff_t>(i)) open.push_back(i);
  while (!open.empty()) {
    const std::size_t chosen = *rc::gen::inRange<std::size_t>(0, open.size());
    const std::size_t i = open[chosen];
    const std::size_t length = std::min(*rc::gen::inRange<std::size_t>(1, 2000), sizes[i] - sent[i]);
    RC_ASSERT(contents_.add_piece(digests[i], sent[i], std::string_view(texts[i]).substr(sent[i], length)));
    sent[i] += length;
    if (sent[i] == sizes[i]) open.erase(open.begin() + static_cast<std::ptrdiff_t>(chosen));
  }
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    RC_ASSERT(contents_.has(digests[i]));
    RC_ASSERT(contents_.bytes(digests[i]).value().reveal() == texts[i]);
  }
  RC_ASSERT(arrived().size() == announced.size());
}

TEST_F(LargeContents, AreMovedToTheirPlaceAndNotCopied) {
  const std::string text = large_text(5000), digest = sha256_hex(text);
  ASSERT_TRUE(send(text, digest));
  const auto inode = [](const Path& path) {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 ? facts.st_ino : 0;
  };
  const ino_t before = inode(directory_.path() / "contents" / digest);
  EXPECT_EQ(place(digest), true);
  EXPECT_EQ(inode(target_), before);
  EXPECT_EQ(std::filesystem::status(target_).permissions(), std::filesystem::perms(0755));
  EXPECT_TRUE(arrived().empty());
  // A second place gets a copy of what is at the first.
  const Path first = std::exchange(target_, directory_.path() / "second");
  EXPECT_TRUE(contents_.has(digest));
  EXPECT_EQ(place(digest, 0700), true);
  EXPECT_EQ(read_file(target_).value(), text);
  EXPECT_EQ(read_file(first).value(), text);
  // Unless somebody was there meanwhile.
  ASSERT_TRUE(write_file(first, "damaged"));
  target_ = directory_.path() / "third";
  EXPECT_EQ(place(digest).error().id, kContentDamaged);
  EXPECT_FALSE(path_exists(target_));
}

TEST_F(LargeContents, OneWrongByteIsTold) {
  const std::string text = large_text(5000), digest = sha256_hex(text);
  std::string damaged = text;
  damaged[4321] ^= 1;
  const Error error = send(damaged, digest).error();
  EXPECT_EQ(error.message,
            "what came is not what was announced: its sha256 is " + sha256_hex(damaged) + ", and should be " + digest);
  EXPECT_FALSE(contents_.has(digest));
  EXPECT_TRUE(arrived().empty());
  EXPECT_EQ(place(digest), false);
}

TEST_F(LargeContents, PiecesThatDontFollowAreRefused) {
  const std::string digest = sha256_hex("x");
  const std::vector<std::pair<std::uint64_t, std::size_t>> wrong = {{1, 5}, {0, 11}, {0, 0}, {~0ULL, 1}};
  for (const auto& [at, size] : wrong) {
    ASSERT_TRUE(contents_.expect({{digest, 10}}));
    EXPECT_EQ(contents_.add_piece(digest, at, std::string(size, 'x')).error().kind, ErrorKind::bug) << at;
  }
  EXPECT_EQ(contents_.expect({{digest, 0}}).error().kind, ErrorKind::bad_input);
  EXPECT_EQ(contents_.expect({{digest, kLargestContent + 1}}).error().kind, ErrorKind::bad_input);
}

// What came whole over a connection that broke is not sent again; but it is read before it is believed.
TEST_F(LargeContents, OutliveTheConnectionWhenTheyAreWhole) {
  const std::string text = large_text(5000), digest = sha256_hex(text), other = large_text(6000, 1);
  ASSERT_TRUE(send(text, digest));
  ASSERT_TRUE(send(other, sha256_hex(other)));
  ASSERT_TRUE(write_file(directory_.path() / "contents" / sha256_hex(other), "cut off by a crash"));
  ASSERT_TRUE(write_file(directory_.path() / "contents/.vent-1-1.tmp", "half"));
  Contents later(directory_.path());
  EXPECT_TRUE(later.has(digest));
  EXPECT_FALSE(later.has(sha256_hex(other)));
  ASSERT_TRUE(later.sweep());
  EXPECT_EQ(arrived(), std::vector<std::string>{digest});
  EXPECT_EQ(later.place(digest, target_, {.durability = Durability::later}, memory_), true);
  EXPECT_EQ(read_file(target_).value(), text);
  ASSERT_TRUE(send(text, digest));
  ASSERT_TRUE(Contents(directory_.path()).sweep());
  EXPECT_TRUE(arrived().empty()) << "nobody asked for it any more";
}

TEST_F(LargeContents, NoRoomIsKnownBeforeTheFirstByte) {
  const bool is_permitted = with_private_mounts([&] {
    ASSERT_EQ(::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=20m"), 0);
    const Error error = contents_.expect({{"a", 3UL << 20}, {"b", 2UL << 20}}).error();
    EXPECT_EQ(error.kind, ErrorKind::no_space);
    EXPECT_EQ(error.message, "'" + (directory_.path() / "contents").string() +
                                 "' has 20 MiB free, and 22 MiB are needed for what is sent");
    EXPECT_TRUE(contents_.expect({{"a", 3UL << 20}}));
  });
  if (!is_permitted) GTEST_SKIP() << "needs root";
}

// Another file system than ours can't be moved to.
TEST_F(LargeContents, AreCopiedToAnotherFileSystem) {
  const std::string text = large_text(5000), digest = sha256_hex(text);
  const bool is_permitted = with_private_mounts([&] {
    const Path other = directory_.path() / "other";
    ASSERT_TRUE(make_directories(other));
    ASSERT_EQ(::mount("tmpfs", other.c_str(), "tmpfs", 0, "size=1m"), 0);
    ASSERT_TRUE(send(text, digest));
    EXPECT_FALSE(contents_.can_be_moved_to(digest, other));
    EXPECT_TRUE(contents_.can_be_moved_to(digest, directory_.path()));
    target_ = other / "target";
    EXPECT_EQ(place(digest), true);
    EXPECT_EQ(read_file(target_).value(), text);
    EXPECT_EQ(list_directory(other).value(), std::vector<std::string>{"target"});
    EXPECT_EQ(memory_.digest_of(target_), digest);
  });
  if (!is_permitted) GTEST_SKIP() << "needs root";
}

TEST_F(ContentsTest, OfWhatIsNoFileIsNotKept) {
  ASSERT_TRUE(write_file(directory_.path() / "file", "x"));
  std::filesystem::create_symlink("file", directory_.path() / "link");
  for (const char* name : {"absent", "link", "."}) EXPECT_TRUE(contents_.keep(directory_.path() / name)) << name;
  EXPECT_FALSE(path_exists(directory_.path() / "kept"));
}

}  // namespace
}  // namespace vent
