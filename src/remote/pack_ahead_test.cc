#include "remote/pack_ahead.h"

#include <gtest/gtest.h>

#include "base/sha256.h"
#include "node/message.h"

namespace vent {
namespace {

class PackAhead : public testing::Test {
 protected:
  Content stored(const std::string& name, const std::string& bytes) const {
    EXPECT_TRUE(write_file(folder_.path() / name, bytes));
    return stored_content(folder_.path() / name, sha256_hex(bytes), bytes.size());
  }
  TemporaryDirectory folder_ = *TemporaryDirectory::make();
  KeptPieces kept_{folder_.path() / "pieces"};
};

TEST_F(PackAhead, KeepsEachPiece) {
  const Content one = stored("one", std::string(2 * kPieceBytes + 1000, 'a'));
  const Content other = stored("other", std::string(1000, 'b') + std::string(kPieceBytes, 'c'));
  ASSERT_TRUE(pack_ahead(kept_, {one, other}, {}));
  for (const std::uint64_t at : {0UL, kPieceBytes, 2 * kPieceBytes}) EXPECT_TRUE(kept_.find(one.digest, at)) << at;
  for (const std::uint64_t at : {0UL, kPieceBytes}) EXPECT_TRUE(kept_.find(other.digest, at)) << at;
}

TEST_F(PackAhead, SaysWhatCouldNotBeRead) {
  const Content good = stored("good", std::string(kPieceBytes, 'a'));
  const Content gone = stored_content(folder_.path() / "gone", std::string(64, '0'), 100);
  const Result<> packed = pack_ahead(kept_, {gone, good}, {});
  ASSERT_FALSE(packed);
  EXPECT_NE(packed.error().message.find("gone"), std::string::npos);
  EXPECT_TRUE(kept_.find(good.digest, 0)) << "the others are packed all the same";
}

}  // namespace
}  // namespace vent
