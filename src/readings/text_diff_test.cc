#include "readings/text_diff.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"

namespace vent {
namespace {

using Kind = DiffLine::Kind;

std::string drawn(const std::vector<DiffLine>& diff) {
  std::string text;
  for (const DiffLine& line : diff) {
    constexpr std::string_view kSigns = " -+~";
    text += kSigns[static_cast<std::size_t>(line.kind)];
    text += line.text + "\n";
  }
  return text;
}

TEST(TextDiff, OfEqualTextsIsEmpty) { EXPECT_TRUE(text_diff("a\nb\n", "a\nb\n").empty()); }

TEST(TextDiff, ShowsWhatChangedAndWhatIsAround) {
  EXPECT_EQ(drawn(text_diff("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nfive\n6\n7\n8\n")),
            "~\n 3\n 4\n-5\n+five\n 6\n 7\n~\n");
}

TEST(TextDiff, OfANewTextIsAllOfIt) { EXPECT_EQ(drawn(text_diff("", "a\nb\n")), "+a\n+b\n"); }

TEST(TextDiff, KeepsWhatBothHave) {
  EXPECT_EQ(drawn(text_diff("a\nb\nc\nd\n", "b\nx\nd\ne\n")), "-a\n b\n-c\n+x\n d\n+e\n");
}

// Lines of few different texts, so that many are the same.
std::string some_lines() {
  std::string text;
  for (const int line : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4)))
    text += std::to_string(line) + "\n";
  return text;
}

RC_GTEST_PROP(TextDiff, LeadsFromOneTextToTheOther, ()) {
  const std::string before = some_lines(), after = some_lines();
  std::string removed, added;
  for (const DiffLine& line : text_diff(before, after, 1000)) {
    if (line.kind != Kind::added) removed += line.text + "\n";
    if (line.kind != Kind::removed) added += line.text + "\n";
  }
  if (before == after) return;
  RC_ASSERT(removed == before);
  RC_ASSERT(added == after);
}

}  // namespace
}  // namespace vent
