#include "remote/piece_cache.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "base/compression.h"
#include "base/sha256.h"
#include "node/message.h"

namespace vent {
namespace {

class Cache : public testing::Test {
 protected:
  Content stored(const std::string& bytes) const {
    EXPECT_TRUE(write_file(file_, bytes));
    return stored_content(file_, sha256_hex(bytes), bytes.size());
  }
  static std::string noise(std::size_t size) {
    std::mt19937 random(1);
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
  }
  static std::string whole(PieceCache& cache, const Content& content) {
    std::string bytes;
    for (std::uint64_t at = 0; at < content.size; at += kPieceBytes) {
      const auto piece = cache.piece(content, at).value();
      bytes += piece->is_packed ? decompress(piece->bytes, kPieceBytes).value() : piece->bytes;
    }
    return bytes;
  }
  TemporaryDirectory folder_ = *TemporaryDirectory::make();
  Path file_ = folder_.path() / "file";
};

TEST_F(Cache, PacksWhatThatMakesSmaller) {
  PieceCache cache;
  const Content text = stored(std::string(kPieceBytes + 7, 'a'));
  EXPECT_TRUE(cache.piece(text, 0).value()->is_packed);
  EXPECT_EQ(whole(cache, text), std::string(kPieceBytes + 7, 'a'));
  const Content archive = stored(noise(kPieceBytes * 2));
  EXPECT_FALSE(cache.piece(archive, 0).value()->is_packed);
  EXPECT_EQ(whole(cache, archive), noise(kPieceBytes * 2));
}

TEST_F(Cache, MakesAPieceOnceForAllWhoWantItAtOnce) {
  PieceCache cache;
  const Content content = stored(noise(kPieceBytes * 20));
  std::vector<std::thread> hosts;
  for (int host = 0; host < 8; ++host)
    hosts.emplace_back([&] { EXPECT_EQ(sha256_hex(whole(cache, content)), content.digest); });
  for (std::thread& host : hosts) host.join();
  EXPECT_EQ(cache.pieces_made(), 20U);
}

TEST_F(Cache, ForgetsTheOldestBeyondItsBound) {
  PieceCache cache(3 * kPieceBytes);
  const Content content = stored(noise(kPieceBytes * 10));
  whole(cache, content);
  EXPECT_EQ(cache.pieces_made(), 10U);
  ASSERT_TRUE(cache.piece(content, 9 * kPieceBytes));
  EXPECT_EQ(cache.pieces_made(), 10U) << "the newest are there";
  ASSERT_TRUE(cache.piece(content, 0));
  EXPECT_EQ(cache.pieces_made(), 11U);
}

TEST_F(Cache, AFileThatIsGoneOrCutIsAnErrorWithItsName) {
  PieceCache cache;
  const Content content = stored(noise(kPieceBytes * 2));
  std::filesystem::resize_file(file_, kPieceBytes + 3);
  ASSERT_TRUE(cache.piece(content, 0));
  EXPECT_EQ(cache.piece(content, kPieceBytes).error().message,
            "'" + file_.string() + "' ends after 262147 bytes, and should have 524288");
  std::filesystem::remove(file_);
  EXPECT_EQ(cache.piece(content, kPieceBytes).error().kind, ErrorKind::missing);
}

}  // namespace
}  // namespace vent
