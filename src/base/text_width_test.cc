#include "base/text.h"

namespace vent {
namespace {

TEST(TextWidth, CountsColumnsAndNotBytes) {
  EXPECT_EQ(display_width(""), 0);
  EXPECT_EQ(display_width("worker-1"), 8);
  EXPECT_EQ(display_width("größer"), 6);
  EXPECT_EQ(display_width("…"), 1);
  EXPECT_EQ(display_width("▏█"), 2);
}

TEST(TextWidth, MarksTakeNoColumn) {
  EXPECT_EQ(display_width("u\u0308"), 1);             // u with a combining diaeresis
  EXPECT_EQ(display_width("\u200b\ufeff"), 0);        // zero width space and no-break space
  EXPECT_EQ(display_width("\u0939\u093f\u0902"), 2);  // Devanagari with a sign over it
  EXPECT_EQ(display_width("❤\ufe0f"), 1);             // a variation selector
}

TEST(TextWidth, WideCharactersTakeTwo) {
  EXPECT_EQ(display_width("漢字"), 4);
  EXPECT_EQ(display_width("한글"), 4);
  EXPECT_EQ(display_width("ｆｕｌｌ"), 8);
  EXPECT_EQ(display_width("🚀"), 2);
  EXPECT_EQ(display_width("✅"), 2);
  EXPECT_EQ(display_width("✓"), 1);
}

TEST(TextWidth, ControlCharactersTakeNone) { EXPECT_EQ(display_width("a\x1b\t\n\x7f\u0085z"), 2); }

TEST(TextWidth, EachByteThatIsNotUtf8TakesOne) {
  EXPECT_EQ(display_width("\xff"), 1);
  EXPECT_EQ(display_width("a\x80z"), 3);
  EXPECT_EQ(display_width("\xe6\xbc"), 2);          // cut off
  EXPECT_EQ(display_width("\xc0\x80"), 2);          // a zero written longer than it must be
  EXPECT_EQ(display_width("\xed\xa0\x80"), 3);      // half of a surrogate pair
  EXPECT_EQ(display_width("\xf4\x90\x80\x80"), 4);  // behind the last character
}

TEST(TextWidth, ElideLeavesAloneWhatFits) {
  EXPECT_EQ(elide_middle("worker", 6), "worker");
  EXPECT_EQ(elide_middle("", 0), "");
  EXPECT_EQ(elide_middle("漢字", 4), "漢字");
}

TEST(TextWidth, ElideKeepsBothEnds) {
  EXPECT_EQ(elide_middle("abcdefghij", 7), "abc…hij");
  EXPECT_EQ(elide_middle("abcdefghij", 6), "abc…ij");
  EXPECT_EQ(elide_middle("abcdefghij", 2), "a…");
  EXPECT_EQ(elide_middle("abcdefghij", 1), "…");
  EXPECT_EQ(elide_middle("abcdefghij", 0), "");
  EXPECT_EQ(elide_middle("abcdefghij", -3), "");
}

TEST(TextWidth, ElideCutsNoCharacterApart) {
  EXPECT_EQ(elide_middle("漢字漢字漢字", 7), "漢…字");
  EXPECT_EQ(elide_middle("aaau\u0308bbbu\u0308", 4), "aa…u\u0308");
  EXPECT_EQ(elide_middle("aaau\u0308", 2), "a…") << "no mark without what it stands on";
}

// Pieces of every width, some of them no valid UTF-8.
std::string any_text() {
  const auto piece = rc::gen::element<std::string>("a", "-", " ", "ü", "漢", "🚀", "\u0301", "\u200b", "\x1b", "\xff",
                                                   "\xe6\xbc", std::string(1, '\0'));
  return join(*rc::gen::container<std::vector<std::string>>(piece), "");
}

RC_GTEST_PROP(TextWidth, ElidedTextFits, ()) {
  const std::string text = any_text();
  const int width = *rc::gen::inRange(-2, 40);
  const std::string elided = elide_middle(text, width);
  RC_ASSERT(display_width(elided) <= std::max(width, 0));
}

RC_GTEST_PROP(TextWidth, ElisionWastesAtMostTwoColumns, ()) {
  const std::string text = any_text();
  const int width = *rc::gen::inRange(1, 40);
  if (display_width(text) <= width) RC_ASSERT(elide_middle(text, width) == text);
  // A wide character that does not fit leaves one column free on its side.
  if (display_width(text) > width) RC_ASSERT(display_width(elide_middle(text, width)) >= width - 2);
}

RC_GTEST_PROP(TextWidth, WidthIsTheSumOfThePartsOfValidText, ()) {
  const auto part = rc::gen::element<std::string>("a", "ü", "漢", "🚀", "\u0301");
  const std::string a = join(*rc::gen::container<std::vector<std::string>>(part), "");
  const std::string b = join(*rc::gen::container<std::vector<std::string>>(part), "");
  RC_ASSERT(display_width(a + b) == display_width(a) + display_width(b));
}

RC_GTEST_PROP(TextWidth, AnyBytesHaveAWidth, (const std::string& bytes)) {
  const int width = display_width(bytes);
  RC_ASSERT(width >= 0);
  RC_ASSERT(width <= 2 * static_cast<int>(bytes.size()));
}

}  // namespace
}  // namespace vent
