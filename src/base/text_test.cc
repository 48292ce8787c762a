#include "base/text.h"

#include <limits>

namespace vent {
namespace {

using Texts = std::vector<std::string>;

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("a,b", ','), (Texts{"a", "b"}));
  EXPECT_EQ(split("", ','), (Texts{""}));
  EXPECT_EQ(split(",a,,", ','), (Texts{"", "a", "", ""}));
}

RC_GTEST_PROP(Text, JoinUndoesSplit, (const std::string& text, char separator)) {
  RC_ASSERT(join(split(text, separator), std::string(1, separator)) == text);
}

RC_GTEST_PROP(Text, SplitUndoesJoin, ()) {
  const auto part = rc::gen::container<std::string>(rc::gen::inRange<char>('a', 'e'));
  const auto parts = *rc::gen::nonEmpty(rc::gen::container<Texts>(part));
  RC_ASSERT(split(join(parts, ","), ',') == parts);
}

TEST(Text, SplitLinesLeavesOutOnlyTheLastEmptyLine) {
  EXPECT_EQ(split_lines("a\nb"), (Texts{"a", "b"}));
  EXPECT_EQ(split_lines("a\nb\n"), (Texts{"a", "b"}));
  EXPECT_EQ(split_lines("a\n\n"), (Texts{"a", ""}));
  EXPECT_EQ(split_lines("\n"), (Texts{""}));
  EXPECT_EQ(split_lines(""), Texts{});
}

TEST(Text, SplitWordsKnowsAllWhiteSpace) {
  EXPECT_EQ(split_words(" a\tb \r\n c\v\f"), (Texts{"a", "b", "c"}));
  EXPECT_EQ(split_words(" \n"), Texts{});
  EXPECT_EQ(split_words(""), Texts{});
}

TEST(Text, Join) {
  EXPECT_EQ(join(Texts{}, ", "), "");
  EXPECT_EQ(join(Texts{"a"}, ", "), "a");
  EXPECT_EQ(join(Texts{"", "b", ""}, ", "), ", b, ");
}

TEST(Text, Trim) {
  EXPECT_EQ(trim("  a b \n"), "a b");
  EXPECT_EQ(trim(" \t\n"), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim_end("  a b \n"), "  a b");
  EXPECT_EQ(trim_end("\n"), "");
}

TEST(Text, ReplaceAllGoesOnBehindWhatItHasPutIn) {
  EXPECT_EQ(replace_all("aXbX", "X", "XX"), "aXXbXX");
  EXPECT_EQ(replace_all("aaa", "aa", "b"), "ba");
  EXPECT_EQ(replace_all("abc", "x", "y"), "abc");
  EXPECT_EQ(replace_all("abc", "", "y"), "abc");
  EXPECT_EQ(replace_all("", "x", "y"), "");
}

RC_GTEST_PROP(Text, ReplaceAllIsSplitAndJoin, (const std::string& text, char what, const std::string& with)) {
  RC_ASSERT(replace_all(text, std::string(1, what), with) == join(split(text, what), with));
}

TEST(Text, IndentKeepsTheNewlineAtTheEndAsItWas) {
  EXPECT_EQ(indent("a\nb", "> "), "> a\n> b");
  EXPECT_EQ(indent("a\n\nb\n", "> "), "> a\n> \n> b\n");
  EXPECT_EQ(indent("", "> "), "");
}

TEST(Text, WithoutTerminalCodes) {
  EXPECT_EQ(without_terminal_codes("[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39mssh\x1b[0m."),
            "[  OK  ] Started ssh.");
  EXPECT_EQ(without_terminal_codes("a\x1b[2Kb"), "ab");
  EXPECT_EQ(without_terminal_codes("plain"), "plain");
  EXPECT_EQ(without_terminal_codes("cut \x1b["), "cut ");
  EXPECT_EQ(without_terminal_codes("cut \x1b[0;3"), "cut ");
  EXPECT_EQ(without_terminal_codes("lone \x1b stays"), "lone \x1b stays");
}

TEST(Text, LastLines) {
  EXPECT_EQ(last_lines("a\nb\nc\n", 2), "b\nc");
  EXPECT_EQ(last_lines("a\nb", 5), "a\nb");
  EXPECT_EQ(last_lines("a\nb", 0), "");
  EXPECT_EQ(last_lines("a\nb", -1), "");
  EXPECT_EQ(last_lines("", 3), "");
}

TEST(Text, ParseIntegerTakesTheWholeTextOrNothing) {
  EXPECT_EQ(parse_integer("42", 0, 100), 42);
  EXPECT_EQ(parse_integer("-7", -10, 10), -7);
  for (const char* bad : {"", " 1", "1 ", "+1", "1.0", "0x10", "one", "-", "1e3", "99999999999999999999"})
    EXPECT_EQ(parse_integer(bad, -1000000, 1000000), std::nullopt) << bad;
  EXPECT_EQ(parse_integer(std::string_view("1\0", 2), 0, 9), std::nullopt);
}

TEST(Text, ParseIntegerKeepsItsLimits) {
  EXPECT_EQ(parse_integer("1", 1, 65535), 1);
  EXPECT_EQ(parse_integer("65535", 1, 65535), 65535);
  EXPECT_EQ(parse_integer("0", 1, 65535), std::nullopt);
  EXPECT_EQ(parse_integer("65536", 1, 65535), std::nullopt);
}

RC_GTEST_PROP(Text, ParseIntegerReadsWhatIsWritten, (long long value)) {
  using Limits = std::numeric_limits<long long>;
  RC_ASSERT(parse_integer(std::to_string(value), Limits::min(), Limits::max()) == value);
}

// Few letters, so that words are often near to each other.
std::string any_word() { return *rc::gen::container<std::string>(rc::gen::inRange<char>('a', 'd')); }

TEST(Text, EditDistance) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("contoller", "controller"), 1);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("ab", "ba"), 2);
}

RC_GTEST_PROP(Text, EditDistanceIsAMetric, ()) {
  const std::string a = any_word(), b = any_word(), c = any_word();
  RC_ASSERT((edit_distance(a, b) == 0) == (a == b));
  RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
  RC_ASSERT(edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c));
}

RC_GTEST_PROP(Text, EditDistanceIsAtMostTheLongerLength, ()) {
  const std::string a = any_word(), b = any_word();
  const int longer = static_cast<int>(std::max(a.size(), b.size()));
  const int shorter = static_cast<int>(std::min(a.size(), b.size()));
  RC_ASSERT(edit_distance(a, b) <= longer);
  RC_ASSERT(edit_distance(a, b) >= longer - shorter);
}

TEST(Text, NearestFindsWhatWasMeant) {
  const Texts fields = {"controller", "worker", "single", "name"};
  EXPECT_EQ(nearest("contoller", fields), "controller");
  EXPECT_EQ(nearest("wroker", fields), "worker");
  EXPECT_EQ(nearest("name", fields), "name");
  EXPECT_EQ(nearest("nam", fields), "name");
  EXPECT_EQ(nearest("strat", Texts{"stop", "start"}), "start");
}

TEST(Text, NearestDoesNotGuessWildly) {
  const Texts fields = {"controller", "worker", "a"};
  EXPECT_EQ(nearest("version", fields), std::nullopt);
  EXPECT_EQ(nearest("", fields), std::nullopt);
  EXPECT_EQ(nearest("contoller", Texts{}), std::nullopt);
}

TEST(Text, NearestTakesTheFirstOfEqualOnes) { EXPECT_EQ(nearest("cat", Texts{"bat", "rat"}), "bat"); }

RC_GTEST_PROP(Text, NothingIsNearerThanTheNearest, ()) {
  const std::string word = any_word();
  const auto candidates = *rc::gen::container<Texts>(rc::gen::exec(any_word));
  const std::optional<std::string> found = nearest(word, candidates);
  const int bound = std::max(1, (static_cast<int>(word.size()) + 1) / 3);
  for (const std::string& candidate : candidates) {
    const int distance = edit_distance(word, candidate);
    if (found) RC_ASSERT(edit_distance(word, *found) <= distance);
    if (!found && !word.empty()) RC_ASSERT(distance > bound);
  }
}

}  // namespace
}  // namespace vent
