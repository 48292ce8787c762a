#include "providers/inventory/python_pattern.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <array>
#include <random>

#include "base/process.h"

namespace vent {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const Result<PythonPattern> parsed = PythonPattern::parse(pattern);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().text());
  return parsed && parsed->matches_beginning_of(text);
}

std::string refused(std::string_view pattern) {
  const Result<PythonPattern> parsed = PythonPattern::parse(pattern);
  return parsed ? "it was taken" : parsed.error().message;
}

struct Case {
  const char* pattern;
  const char* text;
  bool matches;
};

// What Python 3.11 says to each was looked up once.
constexpr Case kCases[] = {
    {"staging-*", "staging", true},
    {"staging-*", "staging-1", true},
    {"staging-*", "stagin", false},
    {"staging", "my-staging", false},
    {".*staging", "my-staging-1", true},
    {"", "anything", true},
    {"a|b", "banana", true},
    {"a|b", "cab", false},
    {"(web|db)-[0-9]+$", "web-12", true},
    {"(web|db)-[0-9]+$", "web-12x", false},
    {"(?:web|db)\\d{2}", "db07", true},
    {"(?:web|db)\\d{2}", "db7", false},
    {"(?P<kind>web)-\\w", "web-a", true},
    {"(?!prod)", "prod-1", false},
    {"(?!prod)", "test-1", true},
    {"web(?=-\\d)", "web-1", true},
    {"web(?=-\\d)", "web-x", false},
    {"[^a-c]x", "dx", true},
    {"[^a-c]x", "bx", false},
    {"[]x]y", "]y", true},
    {"[a-]b", "-b", true},
    {"[\\w.-]+$", "a.b-c_1", true},
    {"a{2,3}$", "aaa", true},
    {"a{2,3}$", "aaaa", false},
    {"a{,2}$", "a", true},
    {"a{2,}$", "aaaaaa", true},
    {"a{2,}$", "a", false},
    {"a{x}", "a{x}", true},
    {"a{}", "a{}", true},
    {"a+?b", "aab", true},
    {"^worker", "worker-0", true},
    {"web\\b", "web-1", true},
    {"web\\b", "webs", false},
    {"web\\B", "webs", true},
    {"\\Aweb\\Z", "web", true},
    {"\\Aweb\\Z", "web1", false},
    {"node\\.example", "node.example", true},
    {"node\\.example", "nodexexample", false},
    {"(a*)*$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false},
    {"(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false},
    {"((a{0,1000}){1000}){1000}b", "aaab", true},
    {"x*", "", true},
};

TEST(PythonPattern, MatchesAsPythonDoes) {
  for (const Case& one : kCases)
    EXPECT_EQ(matches(one.pattern, one.text), one.matches) << one.pattern << " on " << one.text;
}

TEST(PythonPattern, SaysWhatItDoesNotTake) {
  EXPECT_EQ(refused("(web)\\1"), "the pattern '(web)\\1', character 6: a reference to a group is not supported");
  EXPECT_EQ(refused("(?<=a)b"), "the pattern '(?<=a)b', character 2: (?<=… is not supported");
  EXPECT_EQ(refused("(?i)web"), "the pattern '(?i)web', character 2: (?i)… is not supported");
  EXPECT_EQ(refused("(?=a(b|(?!c)))"),
            "the pattern '(?=a(b|(?!c)))', character 11: looking ahead while looking ahead is not supported");
  EXPECT_EQ(refused("(?=a)(?!b)"), "it was taken");
  EXPECT_EQ(refused("a**"), "the pattern 'a**', character 4: a repetition of a repetition is not supported");
  EXPECT_EQ(refused("a{2}{3}"), "the pattern 'a{2}{3}', character 8: a repetition of a repetition is not supported");
  EXPECT_EQ(refused("a{1001}"), "the pattern 'a{1001}', character 2: more than 1000 repetitions is not supported");
  EXPECT_EQ(refused("\\q"), "the pattern '\\q', character 1: \\q is not supported");
}

TEST(PythonPattern, SaysWhatIsNoPatternAtAll) {
  EXPECT_EQ(refused("*a"), "the pattern '*a', character 1: there is nothing that could be repeated");
  EXPECT_EQ(refused("^*"), "the pattern '^*', character 3: there is nothing that could be repeated");
  EXPECT_EQ(refused("(web"), "the pattern '(web', character 5: a group is not closed");
  EXPECT_EQ(refused("web)"), "the pattern 'web)', character 4: a group is closed that was not opened");
  EXPECT_EQ(refused("[web"), "the pattern '[web', character 5: a class of characters is not closed");
  EXPECT_EQ(refused("[z-a]"), "the pattern '[z-a]', character 5: a range goes from a character to a later one");
  EXPECT_EQ(refused("[\\d-z]"), "the pattern '[\\d-z]', character 6: a range goes from one character to another");
  EXPECT_EQ(refused("a{3,2}"), "the pattern 'a{3,2}', character 2: the smaller number of repetitions comes first");
  EXPECT_EQ(refused("web\\"), "the pattern 'web\\', character 4: a backslash at the end means nothing");
}

TEST(PythonPattern, ManyGroupsInGroupsAreRefused) {
  EXPECT_EQ(PythonPattern::parse(std::string(1000, '(')).error().id, "VENT_PATTERN");
}

// Python itself is asked about patterns put together by chance: always the same ones. (No text is empty, as no host name
// is: there, Pythons differ about \B among themselves.)
TEST(PythonPattern, AgreesWithPython) {
  constexpr std::array kPieces = {"a", "b", ".", "[ab]", "[^a]", "(?:a|b)", "(ab|b*)", "(?=b)", "(?!a)", "\\w", "\\B"};
  constexpr std::array kTimes = {"", "", "", "*", "+", "?", "*?", "{2}", "{1,2}", "{,1}"};
  std::minstd_rand chance(7);  // NOLINT(cert-msc51-cpp): the same patterns in each run
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(chance()) % end; };
  std::string input;
  std::string ours;
  for (int round = 0; round < 2000; ++round) {
    std::string pattern;
    for (std::size_t piece = below(6); piece > 0; --piece) {
      const std::string what = kPieces[below(kPieces.size())];
      pattern +=
          what +
          (what.starts_with("(?=") || what.starts_with("(?!") || what == "\\B" ? "" : kTimes[below(kTimes.size())]);
    }
    if (below(2) == 0) pattern += '$';
    std::string text;
    for (std::size_t left = 1 + below(7); left > 0; --left) text += "abc"[below(3)];
    input += pattern + " " + text + "\n";
    ours += fmt::format("{} {} {}\n", pattern, text, matches(pattern, text));
  }
  const char* script =
      "import re, sys\n"
      "for line in sys.stdin:\n"
      "    pattern, text = line[:-1].split(' ')\n"
      "    print(pattern, text, 'true' if re.match(pattern, text) else 'false')\n";
  Command command;
  command.arguments = {"python3", "-c", script};
  command.input = input;
  const Result<Finished> python = run(command);
  ASSERT_TRUE(python) << python.error().text();
  EXPECT_EQ(python->output, ours);
}

// Whatever is written there, it is taken or refused.
RC_GTEST_PROP(PythonPattern, SurvivesAnything, ()) {
  const auto pattern = *rc::gen::container<std::string>(rc::gen::element(
      'a', '(', ')', '[', ']', '{', '}', '*', '+', '?', '|', '\\', '^', '$', '-', '2', ',', '!', '=', ':'));
  const Result<PythonPattern> parsed = PythonPattern::parse(pattern);
  if (parsed) parsed->matches_beginning_of("aa-2");
}

}  // namespace
}  // namespace vent
