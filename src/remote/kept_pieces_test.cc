#include "remote/kept_pieces.h"

#include <gtest/gtest.h>

#include "base/compression.h"
#include "base/sha256.h"
#include "node/message.h"
#include "remote/piece_cache.h"

namespace vent {
namespace {

class KeptPiecesTest : public testing::Test {
 protected:
  Content stored(const std::string& bytes) const {
    const Path file = folder_.path() / "file";
    EXPECT_TRUE(write_file(file, bytes));
    return stored_content(file, sha256_hex(bytes), bytes.size());
  }
  Path piece_file(const Content& content) const { return folder_.path() / "pieces" / content.digest / "0"; }

  TemporaryDirectory folder_ = *TemporaryDirectory::make();
  KeptPieces pieces_{folder_.path() / "pieces"};
};

TEST_F(KeptPiecesTest, ComeBackAsTheyWere) {
  EXPECT_EQ(pieces_.find("abc", 0), std::nullopt);
  pieces_.keep("abc", 0, "packed");
  pieces_.keep("abc", 262144, "the next");
  EXPECT_EQ(pieces_.find("abc", 0), "packed");
  EXPECT_EQ(pieces_.find("abc", 262144), "the next");
  EXPECT_EQ(pieces_.find("abd", 0), std::nullopt);
}

TEST_F(KeptPiecesTest, OneThatWasDamagedIsNone) {
  pieces_.keep("abc", 0, "packed");
  const Path file = folder_.path() / "pieces/abc/0";
  const std::string good = read_file(file).value();
  for (const std::string& bad :
       {std::string(), good.substr(0, 20), good + "x", good.substr(0, good.size() - 1) + "x"}) {
    ASSERT_TRUE(write_file(file, bad));
    EXPECT_EQ(pieces_.find("abc", 0), std::nullopt) << bad;
  }
}

TEST_F(KeptPiecesTest, WhereNothingCanBeWrittenNothingIsLost) {
  ASSERT_TRUE(write_file(folder_.path() / "pieces", "in the way"));
  pieces_.keep("abc", 0, "packed");
  EXPECT_EQ(pieces_.find("abc", 0), std::nullopt);
}

// The next run reads what this one packed.
TEST_F(KeptPiecesTest, AreWhatTheCacheSends) {
  const Content content = stored(std::string(kPieceBytes, 'a'));
  PieceCache first(PieceCache::kMostBytes, pieces_);
  const std::string packed = first.piece(content, 0).value()->bytes;
  pieces_.keep(content.digest, 0, compress(std::string(kPieceBytes, 'b')));  // to be told from a packed one
  PieceCache next(PieceCache::kMostBytes, pieces_);
  const auto piece = next.piece(content, 0).value();
  EXPECT_TRUE(piece->is_packed);
  EXPECT_EQ(decompress(piece->bytes, kPieceBytes), std::string(kPieceBytes, 'b'));

  ASSERT_TRUE(write_file(piece_file(content), "damaged"));
  PieceCache last(PieceCache::kMostBytes, pieces_);
  EXPECT_EQ(last.piece(content, 0).value()->bytes, packed);
  EXPECT_EQ(pieces_.find(content.digest, 0), packed) << "made anew, and kept";
}

}  // namespace
}  // namespace vent
