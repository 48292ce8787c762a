#include "formats/problems.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

Error problem(std::string message, int line, int column) {
  return Error(ErrorKind::bad_input, std::move(message)).with_place(Place{"cluster.yaml", line, column});
}

constexpr std::string_view kSource =
    "name: paris\n"
    "contoller: 3\n"
    "\n"
    "名前: \tworker # 東京\n";

TEST(Problems, QuotesWhatAPersonWrote) {
  EXPECT_EQ(in_quotes("name"), "'name'");
  EXPECT_EQ(in_quotes(" Zürich"), "' Zürich'");
  EXPECT_EQ(in_quotes("\x1B[31m\n\t\x7F"), "'\\x1B[31m\\n\\t\\x7F'");
  EXPECT_EQ(in_quotes("\xFF\xE2\x80\xAE"), "'\\xFF\\u202E'");
  EXPECT_EQ(in_quotes(std::string(100, 'a')).find("a…a") != std::string::npos, true);
}

TEST(Problems, PointAtTheirColumn) {
  EXPECT_EQ(render_place(kSource, problem("", 2, 12)),
            "   2 | contoller: 3\n"
            "     |            ^");
}

TEST(Problems, CountColumnsByCharactersAndShowThemByWidth) {
  // Two wide characters, then a tab that is shown as four spaces.
  EXPECT_EQ(render_place(kSource, problem("", 4, 6)),
            "   4 | 名前:     worker # 東京\n"
            "     |           ^");
}

TEST(Problems, MayConcernAWholeLineOrNone) {
  EXPECT_EQ(render_place(kSource, problem("", 1, 0)), "   1 | name: paris");
  EXPECT_EQ(render_place(kSource, problem("", 0, 0)), "");
  EXPECT_EQ(render_place(kSource, problem("", 3, 1)), "");
  EXPECT_EQ(render_place(kSource, problem("", 99, 1)), "");
  EXPECT_EQ(render_place(kSource, Error(ErrorKind::bad_input, "no place")), "");
}

TEST(Problems, PointBehindTheEndOfALine) {
  EXPECT_EQ(render_place("ab", problem("", 1, 3)), "   1 | ab\n     |   ^");
  EXPECT_EQ(render_place("ab", problem("", 1, 300)), "   1 | ab\n     |   ^");
}

TEST(Problems, ShowOnlyTheSurroundingsInALongLine) {
  const std::string source = std::string(500, 'a') + "!" + std::string(500, 'b');
  const std::string shown = render_place(source, problem("", 1, 501));
  EXPECT_EQ(shown,
            "   1 | …" + std::string(60, 'a') + "!" + std::string(39, 'b') + "…\n     | " + std::string(61, ' ') + "^");
}

TEST(Problems, NeverWriteControlCharacters) {
  const std::string shown = render_place("a\x1B]0;evil\x07 b\xFF", problem("", 1, 1));
  EXPECT_EQ(shown, "   1 | a\\x1B]0;evil\\x07 b\\xFF\n     | ^");
}

TEST(Problems, AreShownByPlace) {
  Problems problems;
  problems.push_back(problem("expected a number, found 'worker'", 4, 6));
  problems.push_back(problem("unknown field 'contoller'", 2, 1));
  problems.back().id = "VENT_UNKNOWN_FIELD";
  problems.back().hint = "did you mean 'controller'?";
  problems.push_back(Error(ErrorKind::bad_input, "something about everything"));
  expect_golden("problems.txt", render_problems(kSource, problems) + "\n");
  expect_golden("problems-as-one-error.txt", as_one_error(kSource, problems).text() + "\n");
}

TEST(Problems, StayThemselvesWhenAlone) {
  const Error error = as_one_error(kSource, {problem("unknown field 'contoller'", 2, 1)});
  EXPECT_EQ(error.message, "unknown field 'contoller'");
  EXPECT_EQ(error.details, "   2 | contoller: 3\n     | ^");
}

TEST(Problems, EndAtFifty) {
  const Problems problems(53, problem("bad", 1, 1));
  const std::string shown = render_problems(kSource, problems);
  EXPECT_TRUE(shown.ends_with("\nand 3 more problems"));
  EXPECT_EQ(render_problems(kSource, Problems(50, problem("bad", 1, 1))).find("more problems"), std::string::npos);
}

}  // namespace
}  // namespace vent
