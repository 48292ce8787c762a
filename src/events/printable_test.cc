#include "events/printable.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"
#include "events/test_support/rough_bytes.h"
#include "events/utf8.h"

namespace vent {
namespace {

bool is_safe(std::string_view text) {
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    if (!character.valid) return false;
    const bool is_control = character.code < 0x20 || (character.code >= 0x7F && character.code < 0xA0);
    if (is_control && character.code != '\n' && character.code != '\t') return false;
    text.remove_prefix(character.bytes);
  }
  return true;
}

// Words of narrow, wide and combining characters, as titles have them.
rc::Gen<std::string> titles() {
  const rc::Gen<std::string> pieces =
      rc::gen::element<std::string>("a", "bc", " ", "  ", "longer-word", "容器", "é", "e\u0301", "…", "🚀", "x");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(pieces),
                      [](const std::vector<std::string>& all) { return join(all, ""); });
}

TEST(PrintableText, MakesEverythingVisibleAndKeepsTheRest) {
  EXPECT_EQ(printable_text("plain\n\ttext 容器\n"), "plain\n\ttext 容器\n");
  EXPECT_EQ(printable_text("\x1b[31mred\x07"), "^[[31mred^G");
  EXPECT_EQ(printable_text("10 %\r20 %\r\ndone"), "10 %\n20 %\ndone");
  EXPECT_EQ(printable_text(std::string("\0\x7f", 2)), "^@^?");
  EXPECT_EQ(printable_text("\xff \xc2\x9b"), "\\xff \\x9b");
}

RC_GTEST_PROP(PrintableText, IsAlwaysSafe, ()) {
  const std::string bytes = *rough_bytes();
  RC_ASSERT(is_safe(printable_text(bytes)));
  RC_ASSERT(printable_line(bytes).find_first_of("\n\t") == std::string::npos);
}

TEST(PrintableLine, IsOneLine) { EXPECT_EQ(printable_line("\n two\nlines\there \n"), "two lines here"); }

RC_GTEST_PROP(Fit, NeverTakesMoreThanAsked, ()) {
  const std::string title = *titles();
  const int columns = *rc::gen::inRange(-1, 40);
  const Symbols symbols = *rc::gen::element(Symbols::unicode, Symbols::ascii);
  const std::string fitted = fit(title, columns, symbols);
  RC_ASSERT(display_width(fitted) <= std::max(0, columns));
  if (display_width(title) <= columns) RC_ASSERT(fitted == title);
}

TEST(Fit, KeepsBothEnds) {
  EXPECT_EQ(fit("controller-1: install containerd", 20, Symbols::unicode).size(), 20U + 2U);
  EXPECT_TRUE(fit("controller-1: install containerd", 20, Symbols::unicode).starts_with("controlle"));
  EXPECT_TRUE(fit("controller-1: install containerd", 20, Symbols::ascii).ends_with("ontainerd"));
  EXPECT_NE(fit("controller-1: install containerd", 20, Symbols::ascii).find(".."), std::string::npos);
  EXPECT_EQ(fit("安装容器运行时", 5, Symbols::unicode), "安…时");
}

RC_GTEST_PROP(Fold, LosesNothingAndIsNeverTooWide, ()) {
  const std::string title = *titles();
  const int columns = *rc::gen::inRange(2, 40);
  const std::vector<std::string> lines = fold(title, columns);
  RC_ASSERT(!lines.empty());
  for (const std::string& line : lines) RC_ASSERT(display_width(line) <= columns);
  RC_ASSERT(replace_all(join(lines, ""), " ", "") == replace_all(title, " ", ""));
}

TEST(Fold, BreaksAtSpacesAndLongWordsAnywhere) {
  EXPECT_EQ(fold("one two three", 8), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(fold("a 0123456789 b", 4), (std::vector<std::string>{"a", "0123", "4567", "89 b"}));
  EXPECT_EQ(fold("容器运行时", 5), (std::vector<std::string>{"容器", "运行", "时"}));
  EXPECT_EQ(fold("", 5), std::vector<std::string>{""});
}

}  // namespace
}  // namespace vent
