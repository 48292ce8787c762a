#include "cluster/line_words.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/shell_quote.h"

namespace vent {
namespace {

std::string shown(const std::vector<Word>& words) {
  std::string text;
  for (const Word& word : words) text += fmt::format("{}@{} ", word.text, word.column);
  return text;
}

TEST(SplitLine, ByWhiteSpaceUpToAComment) {
  EXPECT_EQ(shown(split_line("  a\tb#c  #d e")), "a@3 b#c@5 ");
  EXPECT_EQ(shown(split_line("\xC3\xA4 b\r")), "\xC3\xA4@1 b@3 ");
  EXPECT_EQ(shown(split_line("# a")), "");
  EXPECT_EQ(shown(split_line("")), "");
}

TEST(SplitShellLine, QuotesKeepBlanks) {
  EXPECT_EQ(shown(*split_shell_line("a b='c d' \"e \\\" f\"g \\#h i#j")), "a@1 b=c d@3 e \" fg@11 #h@21 i@25 ");
  EXPECT_EQ(shown(*split_shell_line("'' x")), "@1 x@4 ");
  EXPECT_EQ(shown(*split_shell_line("'a\\b' \"c\\d\"")), "a\\b@1 c\\d@7 ");
  EXPECT_FALSE(split_shell_line("a 'b"));
  EXPECT_FALSE(split_shell_line("a \"b\\\""));
  EXPECT_FALSE(split_shell_line("a\\"));
}

RC_GTEST_PROP(SplitShellLineProperty, TakesBackWhatAShellWouldTake, ()) {
  const auto any_word = rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab \t'\"\\#=$`\xC3")));
  const std::vector<std::string> words = *rc::gen::container<std::vector<std::string>>(any_word);
  std::string line;
  for (const std::string& word : words) line += shell_quote(word) + " ";
  const std::optional<std::vector<Word>> again = split_shell_line(line);
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->size() == words.size());
  for (std::size_t i = 0; i < words.size(); ++i) RC_ASSERT((*again)[i].text == words[i]);
}

}  // namespace
}  // namespace vent
