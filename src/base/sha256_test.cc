#include "base/sha256.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

// From FIPS 180-2, appendix B.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, ComesToTheSameInPieces) {
  Sha256 hash;
  hash.add("a");
  hash.add("");
  hash.add("bc");
  EXPECT_EQ(hex(hash.finish()), sha256_hex("abc"));
  hash.add("abc");
  EXPECT_EQ(hex(hash.finish()), sha256_hex("abc")) << "after finish() it begins anew";
}

TEST(Sha256, OfAFileIsThatOfItsBytes) {
  const auto directory = TemporaryDirectory::make();
  ASSERT_TRUE(directory);
  const std::string bytes(700'000, 'x');
  ASSERT_TRUE(write_file(directory->path() / "file", bytes));
  EXPECT_EQ(sha256_hex_of_file(directory->path() / "file").value(), sha256_hex(bytes));
  EXPECT_EQ(sha256_hex_of_file(directory->path() / "none").error().kind, ErrorKind::missing);
}

}  // namespace
}  // namespace vent
