#include "base/compression.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

RC_GTEST_PROP(Compression, GivesBackWhatItTook, (const std::string& bytes)) {
  RC_ASSERT(decompress(compress(bytes), bytes.size()).value() == bytes);
}

RC_GTEST_PROP(Compression, TakesAnyBytesWithoutTrouble, (const std::string& bytes)) {
  const auto unpacked = decompress(bytes, 1000);
  RC_ASSERT(!unpacked || unpacked->size() <= 1000U);
}

TEST(Compression, KeepsToTheLimit) {
  const std::string packed = compress(std::string(100'000, 'a'));
  EXPECT_LT(packed.size(), 1000U);
  EXPECT_TRUE(decompress(packed, 100'000));
  EXPECT_EQ(decompress(packed, 99'999).error().message,
            "compressed data is broken: 100000 bytes, and at most 99999 are taken");
}

TEST(Compression, NamesWhatIsBroken) {
  std::string packed = compress("some text that is long enough to be cut");
  packed.resize(packed.size() - 5);
  EXPECT_FALSE(decompress(packed, 1000));
  EXPECT_EQ(decompress("nothing like it", 1000).error().message, "compressed data is broken: no Zstandard frame");
}

}  // namespace
}  // namespace vent
