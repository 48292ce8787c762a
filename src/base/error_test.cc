#include "base/error.h"

#include <set>

#include "base/result.h"
#include "base/text.h"
#include "support/golden.h"

namespace vent {
namespace {

constexpr ErrorKind kAllKinds[] = {
    ErrorKind::bad_input,     ErrorKind::not_permitted, ErrorKind::missing, ErrorKind::conflict,
    ErrorKind::not_reachable, ErrorKind::timed_out,     ErrorKind::failed,  ErrorKind::no_space,
    ErrorKind::interrupted,   ErrorKind::bug,
};

Error unknown_field() {
  return Error(ErrorKind::bad_input, "unknown field 'contoller'")
      .with_id("VENT_UNKNOWN_FIELD")
      .with_place({.file = "cluster.yaml", .line = 12, .column = 7})
      .with_hint("did you mean 'controller'?");
}

TEST(Error, SaysNoMoreThanItKnows) { EXPECT_EQ(Error(ErrorKind::failed, "it broke").text(), "error: it broke"); }

TEST(Error, LooksAsDocumented) {
  Error error =
      unknown_field().with_context("reading the cluster file").with_details("details, each line behind a bar");
  EXPECT_EQ(error.text(),
            "error: cluster.yaml:12:7: unknown field 'contoller' [VENT_UNKNOWN_FIELD]\n"
            "  while reading the cluster file\n"
            "  | details, each line behind a bar\n"
            "  next: did you mean 'controller'?");
}

TEST(Error, TextsOfAllShapes) {
  const std::vector<Error> errors = {
      Error(ErrorKind::failed, "only a message"),
      Error(ErrorKind::missing, "with an id").with_id("VENT_PROGRAM_MISSING"),
      Error(ErrorKind::bad_input, "about a whole file").with_place({.file = "cluster.yaml"}),
      Error(ErrorKind::bad_input, "about a whole line").with_place({.file = "cluster.yaml", .line = 3}),
      unknown_field(),
      Error(ErrorKind::timed_out, "with three contexts, innermost first")
          .with_context("waiting for the health of etcd")
          .with_context("installing etcd on 'controller-1'")
          .with_context("applying the cluster 'prod'"),
      Error(ErrorKind::failed, "with details of more lines, an empty one among them")
          .with_details("first\n\n  third, which is indented\n"),
      Error(ErrorKind::failed, "with a hint of more lines")
          .with_hint("look at the log:\n  vent metal console worker-1"),
      Error(ErrorKind::failed, "with a message\nof two lines").with_context("doing\nmany things"),
      unknown_field()
          .with_context("reading the cluster file")
          .with_context("planning")
          .with_details("12 |   contoller: 3\n   |   ^^^^^^^^^\n")
          .with_hint("did you mean 'controller'?\nsee: vent help cluster-file"),
  };
  std::string all;
  for (const Error& error : errors) all += error.text() + "\n\n";
  expect_golden("error_texts.txt", all);
}

TEST(Error, EveryTextEndsWithoutNewline) {
  EXPECT_FALSE(unknown_field().with_details("a\n\n").text().ends_with('\n'));
  EXPECT_FALSE(unknown_field().with_hint("a\n").text().ends_with('\n'));
}

TEST(Error, PlaceShowsWhatIsKnown) {
  EXPECT_EQ((Place{.file = "a"}).text(), "a");
  EXPECT_EQ((Place{.file = "a", .line = 4}).text(), "a:4");
  EXPECT_EQ((Place{.file = "a", .line = 4, .column = 2}).text(), "a:4:2");
  EXPECT_EQ((Place{.file = "a", .line = 0, .column = 2}).text(), "a");
}

TEST(Error, EachKindHasItsOwnExitCodeAndName) {
  std::set<int> codes;
  std::set<std::string_view> names;
  for (const ErrorKind kind : kAllKinds) {
    codes.insert(exit_code(kind));
    names.insert(kind_name(kind));
  }
  EXPECT_EQ(codes.size(), std::size(kAllKinds));
  EXPECT_EQ(names.size(), std::size(kAllKinds));
  EXPECT_FALSE(codes.contains(0));
}

TEST(Error, KindsAreWrittenAndEndTheProgramAsDocumented) {
  std::string table;
  for (const ErrorKind kind : kAllKinds) table += fmt::format("{} {}\n", kind_name(kind), exit_code(kind));
  EXPECT_EQ(table,
            "bad_input 64\nnot_permitted 77\nmissing 69\nconflict 75\nnot_reachable 68\ntimed_out 74\nfailed 1\n"
            "no_space 73\ninterrupted 130\nbug 70\n");
}

TEST(Error, CanBeTriedAgainOnlyWhenItSaysSo) {
  EXPECT_EQ(Error(ErrorKind::failed, "x").retry, Retry::never);
  EXPECT_EQ(Error(Error(ErrorKind::failed, "x").with_retry(Retry::later)).retry, Retry::later);
}

// Whatever the parts hold, each line of the text can be told apart by its beginning.
RC_GTEST_PROP(Error, DetailsStayBehindTheirBar, (std::string details)) {
  const Error error = Error(ErrorKind::failed, "x").with_details(details);
  std::vector<std::string> lines = split_lines(error.text());
  RC_ASSERT(lines.front() == "error: x");
  lines.erase(lines.begin());
  RC_ASSERT(lines.size() == split_lines(details).size());
  for (const std::string& line : lines) RC_ASSERT(line.starts_with("  |"));
}

Result<int> parsed(bool good) {
  if (!good) return fail(Error(ErrorKind::bad_input, "no number"));
  return 7;
}

Result<std::string> doubled(bool good) {
  const int value = TRY(while_doing("parsing", parsed(good)));
  return std::to_string(2 * value);
}

TEST(Result, TryTakesTheValueOutOrReturnsTheError) {
  EXPECT_EQ(*doubled(true), "14");
  const Result<std::string> bad = doubled(false);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().text(), "error: no number\n  while parsing");
}

TEST(Result, TryCanStandInsideAnother) {
  const auto nested = []() -> Result<std::string> { return TRY(doubled(TRY(parsed(true)) == 7)); };
  EXPECT_EQ(*nested(), "14");
}

TEST(Result, TryTakesWhatCanOnlyBeMoved) {
  const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(3); };
  const auto use = [&]() -> Result<int> { return *TRY(make()); };
  EXPECT_EQ(*use(), 3);
}

TEST(Result, WhileDoingAddsFromTheInsideOut) {
  const Result<int> bad = while_doing("outer", while_doing("inner", parsed(false)));
  EXPECT_EQ(bad.error().context, (std::vector<std::string>{"inner", "outer"}));
  EXPECT_EQ(*while_doing("outer", parsed(true)), 7);
}

}  // namespace
}  // namespace vent
