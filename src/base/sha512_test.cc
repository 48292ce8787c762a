#include "base/sha512.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

// From FIPS 180-2, appendix C.
TEST(Sha512, GivesThePublishedDigests) {
  EXPECT_EQ(
      sha512_hex(""),
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417"
      "a81a538327af927da3e");
  EXPECT_EQ(
      sha512_hex("abc"),
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce"
      "80e2a9ac94fa54ca49f");
}

TEST(Sha512, OfAFileIsThatOfItsBytes) {
  const auto directory = TemporaryDirectory::make();
  ASSERT_TRUE(directory);
  const std::string bytes(700'000, 'x');
  ASSERT_TRUE(write_file(directory->path() / "file", bytes));
  EXPECT_EQ(sha512_hex_of_file(directory->path() / "file").value(), sha512_hex(bytes));
  EXPECT_EQ(sha512_hex_of_file(directory->path() / "none").error().kind, ErrorKind::missing);
}

}  // namespace
}  // namespace vent
