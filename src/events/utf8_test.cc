#include "events/utf8.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "events/test_support/rough_bytes.h"

namespace vent {
namespace {

std::string encode(char32_t code) {
  const auto byte = [](char32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xC0 | code >> 6U), byte(0x80 | (code & 0x3FU))};
  if (code < 0x10000) return {byte(0xE0 | code >> 12U), byte(0x80 | (code >> 6U & 0x3FU)), byte(0x80 | (code & 0x3FU))};
  return {byte(0xF0 | code >> 18U), byte(0x80 | (code >> 12U & 0x3FU)), byte(0x80 | (code >> 6U & 0x3FU)),
          byte(0x80 | (code & 0x3FU))};
}

bool is_scalar(char32_t code) { return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF); }

RC_GTEST_PROP(Utf8, ReadsWhatAnEncoderWrote, ()) {
  const char32_t code = *rc::gen::inRange<std::uint32_t>(0, 0x110000);
  RC_PRE(is_scalar(code));
  const std::string bytes = encode(code);
  const Utf8Character character = first_character(bytes + "x");
  RC_ASSERT(character.valid);
  RC_ASSERT(character.code == code);
  RC_ASSERT(character.bytes == bytes.size());
}

RC_GTEST_PROP(Utf8, AcceptsOnlyWhatAnEncoderWrites, ()) {
  const std::string bytes = *rough_bytes();
  RC_PRE(!bytes.empty());
  const Utf8Character character = first_character(bytes);
  if (character.valid) {
    RC_ASSERT(encode(character.code) == bytes.substr(0, character.bytes));
  } else {
    RC_ASSERT(character.bytes == 1U);
  }
}

TEST(Utf8, RefusesOverlongSurrogateAndTooLargeForms) {
  for (const char* bad :
       {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\x80"}) {
    EXPECT_FALSE(first_character(bad).valid) << bad;
  }
}

RC_GTEST_PROP(Utf8, ACutCharacterIsSeenAsUnfinished, ()) {
  const char32_t code = *rc::gen::inRange<std::uint32_t>(0x80, 0x110000);
  RC_PRE(is_scalar(code));
  const std::string bytes = encode(code);
  const std::size_t cut = *rc::gen::inRange<std::size_t>(1, bytes.size());
  RC_ASSERT(unfinished_character("text" + bytes.substr(0, cut)) == cut);
  RC_ASSERT(unfinished_character("text" + bytes) == 0U);
}

TEST(Utf8, NothingIsUnfinishedInBadOrEmptyText) {
  EXPECT_EQ(unfinished_character(""), 0U);
  EXPECT_EQ(unfinished_character("\x80\x80\x80\x80"), 0U);
  EXPECT_EQ(unfinished_character("abc\xff"), 0U);
}

}  // namespace
}  // namespace vent
