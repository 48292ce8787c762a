#include "events/terminal.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

std::string_view style_name(OutputStyle style) {
  switch (style) {
    case OutputStyle::terminal_with_colours:
      return "terminal with colours";
    case OutputStyle::terminal_without_colours:
      return "terminal without colours";
    case OutputStyle::plain_lines:
      return "plain lines";
    case OutputStyle::json_lines:
      return "JSON lines";
  }
  return "?";
}

using Variable = std::optional<std::string>;

std::string show(const Variable& variable) { return variable ? '"' + *variable + '"' : "unset"; }

// Every combination, so a rule that changes shows all it changes.
TEST(ChooseOutput, AllCombinations) {
  std::string table = fmt::format("{:8} {:7} {:7} {:7} {:8} {:8} {:7}  {}\n", "terminal", "columns", "TERM", "NO_COLOR",
                                  "CI", "--plain", "-o", "style");
  for (const bool is_terminal : {true, false}) {
    for (const int columns : {80, 19}) {
      for (const Variable& term : {Variable("xterm"), Variable("dumb"), Variable()}) {
        for (const Variable& no_color : {Variable(), Variable(""), Variable("1")}) {
          for (const Variable& ci : {Variable(), Variable("true")}) {
            for (const bool plain_asked : {false, true}) {
              for (const OutputChoice choice : {OutputChoice::text, OutputChoice::json}) {
                const OutputStyle style =
                    choose_output({is_terminal, columns, term, no_color, ci, choice, plain_asked});
                table += fmt::format("{:8} {:7} {:7} {:8} {:8} {:7} {:4}  {}\n", is_terminal ? "yes" : "no", columns,
                                     show(term), show(no_color), show(ci), plain_asked ? "yes" : "no",
                                     choice == OutputChoice::json ? "json" : "text", style_name(style));
              }
            }
          }
        }
      }
    }
  }
  expect_golden("choose_output.txt", table);
}

// The rules by name, so the golden above can't be accepted against them.
TEST(ChooseOutput, Rules) {
  OutputFacts facts;
  facts.is_terminal = true;
  facts.columns = 80;
  facts.term = "xterm-256color";
  const auto with = [&](auto change) {
    OutputFacts changed = facts;
    change(changed);
    return choose_output(changed);
  };
  EXPECT_EQ(choose_output(facts), OutputStyle::terminal_with_colours);
  EXPECT_EQ(with([](OutputFacts& f) { f.no_color = "1"; }), OutputStyle::terminal_without_colours);
  EXPECT_EQ(with([](OutputFacts& f) { f.no_color = ""; }), OutputStyle::terminal_with_colours);
  EXPECT_EQ(with([](OutputFacts& f) { f.term = "dumb"; }), OutputStyle::plain_lines);
  EXPECT_EQ(with([](OutputFacts& f) { f.term.reset(); }), OutputStyle::plain_lines);
  EXPECT_EQ(with([](OutputFacts& f) { f.is_terminal = false; }), OutputStyle::plain_lines);
  EXPECT_EQ(with([](OutputFacts& f) { f.ci = "true"; }), OutputStyle::plain_lines);
  EXPECT_EQ(with([](OutputFacts& f) { f.ci = ""; }), OutputStyle::terminal_with_colours);
  EXPECT_EQ(with([](OutputFacts& f) { f.ci = "0"; }), OutputStyle::terminal_with_colours);
  EXPECT_EQ(with([](OutputFacts& f) { f.ci = "false"; }), OutputStyle::terminal_with_colours);
  EXPECT_EQ(with([](OutputFacts& f) { f.term = ""; }), OutputStyle::plain_lines);
  EXPECT_EQ(with([](OutputFacts& f) { f.columns = 20; }), OutputStyle::terminal_with_colours);
  EXPECT_EQ(with([](OutputFacts& f) { f.columns = 19; }), OutputStyle::plain_lines);
  EXPECT_EQ(with([](OutputFacts& f) { f.columns = 0; }), OutputStyle::plain_lines);
  EXPECT_EQ(with([](OutputFacts& f) { f.plain_asked = true; }), OutputStyle::plain_lines);
  EXPECT_EQ(with([](OutputFacts& f) { f.choice = OutputChoice::json; }), OutputStyle::json_lines);
  EXPECT_EQ(with([](OutputFacts& f) {
              f.choice = OutputChoice::json;
              f.plain_asked = true;
            }),
            OutputStyle::json_lines);
}

TEST(ChooseSymbols, TheFirstVariableThatIsSetDecides) {
  EXPECT_EQ(choose_symbols({}, {}, "C.UTF-8"), Symbols::unicode);
  EXPECT_EQ(choose_symbols({}, {}, "en_US.utf8"), Symbols::unicode);
  EXPECT_EQ(choose_symbols("C", {}, "C.UTF-8"), Symbols::ascii);
  EXPECT_EQ(choose_symbols("", "de_DE.UTF-8", "C"), Symbols::unicode);
  EXPECT_EQ(choose_symbols({}, "POSIX", "C.UTF-8"), Symbols::ascii);
  EXPECT_EQ(choose_symbols({}, {}, {}), Symbols::ascii);
}

}  // namespace
}  // namespace vent
