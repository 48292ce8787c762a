#include "formats/ini.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

IniFile parsed(std::string_view text) {
  const Result<IniFile> file = parse_ini(text, "a.ini");
  if (file) return *file;
  ADD_FAILURE() << file.error().text();
  return {};
}

std::string value(const IniFile& file, std::string_view section, std::string_view key) {
  const IniSection* found = file.find(section);
  const IniEntry* entry = found != nullptr ? found->find(key) : nullptr;
  return entry != nullptr ? entry->value : "(absent)";
}

TEST(Ini, ReadsSectionsAndKeys) {
  const IniFile file = parsed(
      "# settings\n"
      "\n"
      "[packet]\n"
      "; which\n"
      "projects = all\n"
      "Exclude:none\n"
      "empty =\n"
      "device_states = active ; not a comment\n"
      "#, inactive\n"
      "url = https://a/?b=c\r\n"
      "[Other One]\n"
      "  projects=x\n"
      "  more = y\n");
  ASSERT_EQ(file.sections.size(), 2U);
  EXPECT_EQ(value(file, "packet", "projects"), "all");
  EXPECT_EQ(value(file, "packet", "exclude"), "none");
  EXPECT_EQ(value(file, "packet", "empty"), "");
  EXPECT_EQ(value(file, "packet", "device_states"), "active ; not a comment");
  EXPECT_EQ(value(file, "packet", "url"), "https://a/?b=c");
  EXPECT_EQ(value(file, "Other One", "projects"), "x");
  EXPECT_EQ(value(file, "Other One", "more"), "y");
  EXPECT_EQ(file.find("packet")->find("absent"), nullptr);
  EXPECT_EQ(file.find("absent"), nullptr);
}

TEST(Ini, ContinuesValuesOnDeeperLines) {
  const IniFile file = parsed(
      "[a]\n"
      "list =\n"
      "  one\n"
      "  # not this\n"
      "\n"
      "  [two]\n"
      "\n"
      "next = 1\n");
  EXPECT_EQ(value(file, "a", "list"), "\none\n\n[two]");
  EXPECT_EQ(value(file, "a", "next"), "1");
}

TEST(Ini, KeepsPlaces) {
  const IniFile file = parsed("[a]\n  é =  x\n");
  EXPECT_EQ(file.sections[0].place, (Place{"a.ini", 1, 1}));
  EXPECT_EQ(file.sections[0].entries[0].place, (Place{"a.ini", 2, 3}));
  EXPECT_EQ(file.sections[0].entries[0].value_place, (Place{"a.ini", 2, 8}));
}

TEST(Ini, ReadsNothingFromNothing) {
  EXPECT_TRUE(parsed("").sections.empty());
  EXPECT_TRUE(parsed("\n# only a comment\n").sections.empty());
}

TEST(Ini, ReportsAllProblems) {
  constexpr std::string_view kText =
      "early = 1\n"
      "[a]\n"
      "x = 1\n"
      "X : 2\n"
      "  goes on\n"
      "no separator\n"
      "= no key\n"
      "[]\n"
      "y = 1\n"
      "[open\n"
      "[b] # comment\n"
      "[a]\n"
      "x = 3\n"
      "[c]\n"
      "y = 2\n";
  Problems problems;
  const IniFile file = parse_ini(kText, "a.ini", problems);
  EXPECT_EQ(value(file, "a", "x"), "1");
  EXPECT_EQ(value(file, "c", "y"), "2");
  expect_golden("ini-problems.txt", render_problems(kText, problems) + "\n");
  EXPECT_EQ(parse_ini(kText, "a.ini").error().id, "VENT_SEVERAL_PROBLEMS");
}

TEST(Ini, RefusesWhatIsNotText) {
  EXPECT_EQ(parse_ini("[a]\nb = \xFF\n", "a.ini").error().place, (Place{"a.ini", 2, 5}));
}

RC_GTEST_PROP(Ini, IsReadAsItWasWritten, ()) {
  const auto any_value = rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab =:;#[]%\"\\")));
  const auto sections = *rc::gen::container<std::vector<std::vector<std::string>>>(
      rc::gen::scale(0.2, rc::gen::container<std::vector<std::string>>(any_value)));
  std::string text;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    text += fmt::format("[{}]\n", i);
    for (std::size_t j = 0; j < sections[i].size(); ++j) text += fmt::format("{} = '{}'\n", j, sections[i][j]);
  }
  const Result<IniFile> file = parse_ini(text, "a.ini");
  RC_ASSERT(file.has_value());
  RC_ASSERT(file->sections.size() == sections.size());
  for (std::size_t i = 0; i < sections.size(); ++i)
    for (std::size_t j = 0; j < sections[i].size(); ++j)
      RC_ASSERT(value(*file, std::to_string(i), std::to_string(j)) == "'" + sections[i][j] + "'");
}

}  // namespace
}  // namespace vent
