#include "artifacts/published_checksum.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/sha256.h"
#include "base/sha512.h"
#include "support/golden.h"

namespace vent {
namespace {

const std::string kOne = sha256_hex("one");
const std::string kTwo = sha256_hex("two");
const std::string kLong = sha512_hex("one");

std::string found(const std::string& text, const std::string& file = "runsc") {
  const auto checksum = find_published_checksum(text, file);
  return checksum ? checksum->digest : checksum.error().message;
}

TEST(PublishedChecksum, IsADigestAlone) {
  EXPECT_EQ(found(kOne), kOne);
  EXPECT_EQ(found("\n  " + kOne + "\r\n\n"), kOne);
  EXPECT_EQ(found(kLong), kLong);
}

TEST(PublishedChecksum, StandsInALineWithTheName) {
  EXPECT_EQ(found(kTwo + "  runc\n" + kOne + "  runsc\n"), kOne);
  EXPECT_EQ(found(kTwo + " *runc\n" + kOne + " *runsc\n"), kOne);
  EXPECT_EQ(found(kTwo + "\trunc\r\n" + kOne + "\trunsc\r\n"), kOne);
  EXPECT_EQ(found(kLong + "  runsc"), kLong);
  EXPECT_EQ(found("ABCDEF" + std::string(58, '0') + "  runsc"), "abcdef" + std::string(58, '0'));
}

TEST(PublishedChecksum, StandsInALineOfTheBsdKind) {
  EXPECT_EQ(found("SHA256 (runc) = " + kTwo + "\nSHA256 (runsc) = " + kOne), kOne);
  EXPECT_EQ(found("SHA2-512(runsc)= " + kLong), kLong);
  EXPECT_EQ(found("MD5 (runsc) = d41d8cd98f00b204e9800998ecf8427e\nsha256 (a (1)/runsc) = " + kOne), kOne);
}

TEST(PublishedChecksum, FoldersBeforeTheNameDoNotMatter) {
  EXPECT_EQ(found(kOne + "  ./runsc"), kOne);
  EXPECT_EQ(found(kOne + "  build/x86_64/runsc\n" + kTwo + "  build/runsc.d/other"), kOne);
  EXPECT_NE(found(kOne + "  notrunsc"), kOne);
}

TEST(PublishedChecksum, TheLongerKindCountsAndTheSameTwiceIsOnce) {
  EXPECT_EQ(found(kOne + "  runsc\n" + kLong + "  runsc\n"), kLong);
  EXPECT_EQ(found(kOne + "  runsc\n" + kOne + "  ./runsc\n"), kOne);
}

TEST(PublishedChecksum, StandsBetweenLinesOfASignature) {
  EXPECT_EQ(
      found("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + kOne + "  runsc\n-----BEGIN PGP SIGNATURE-----\n" +
            std::string(64, 'x') + "\n-----END PGP SIGNATURE-----\n"),
      kOne);
}

TEST(PublishedChecksum, ErrorsShowWhatIsThere) {
  std::string many;
  for (int i = 0; i < 25; ++i) many += fmt::format("{}  file-{}\n", kOne, i);
  std::string all;
  for (const std::string& text :
       {std::string(), std::string("<html>\n<body>log in first</body>"), kOne + "  runc\n" + kTwo + " *kubectl\n",
        kOne + "  runsc\n" + kTwo + "  old/runsc\n", kOne + "\n" + kTwo + "\n", many, kOne.substr(1) + "  runsc",
        "SHA512 (runsc) = " + kOne}) {
    const auto checksum = find_published_checksum(text, "runsc");
    ASSERT_FALSE(checksum) << text;
    EXPECT_EQ(checksum.error().kind, ErrorKind::failed);
    all += checksum.error().text() + "\n\n";
  }
  expect_golden("published_checksum.txt", all);
}

TEST(PublishedChecksum, ComparesWithTheSameKind) {
  const auto folder = TemporaryDirectory::make();
  ASSERT_TRUE(write_file(folder->path() / "file", "one"));
  EXPECT_EQ(digest_like({kTwo}, folder->path() / "file").value(), kOne);
  EXPECT_EQ(digest_like({sha512_hex("two")}, folder->path() / "file").value(), kLong);
}

// Whatever the names are and however the lines are written: each file gets its own digest, and a name that isn't there
// gets none.
RC_GTEST_PROP(PublishedChecksumProperty, EachFileGetsItsOwn, ()) {
  const auto name = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab.-_1"))));
  const auto names = *rc::gen::unique<std::vector<std::string>>(name);
  std::string list;
  for (const std::string& file : names) {
    const std::string folder = *rc::gen::element<std::string>("", "./", "build/x/");
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        list += fmt::format("{}  {}{}\n", sha256_hex(file), folder, file);
        break;
      case 1:
        list += fmt::format("{} *{}{}\r\n", sha256_hex(file), folder, file);
        break;
      case 2:
        list += fmt::format("SHA256 ({}{}) = {}\n", folder, file, sha256_hex(file));
        break;
      default:
        list += fmt::format("# a word between\n\n{}  {}{}\n", sha256_hex(file), folder, file);
    }
  }
  for (const std::string& file : names) RC_ASSERT(found(list, file) == sha256_hex(file));
  RC_ASSERT(!find_published_checksum(list, "absent").has_value());
}

}  // namespace
}  // namespace vent
