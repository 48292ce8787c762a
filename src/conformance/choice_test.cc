#include "conformance/choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace vent {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(SpecChoice, BothPartsTogetherAreAll) {
  EXPECT_THAT(parts_of({}), ElementsAre(Part::parallel, Part::slow, Part::serial));
  EXPECT_THAT(choosing_words({}, Part::parallel),
              Contains("--label-filter=Conformance && !(Serial || Slow || Disruptive)"));
  EXPECT_THAT(choosing_words({}, Part::slow),
              Contains("--label-filter=Conformance && Slow && !(Serial || Disruptive)"));
  EXPECT_THAT(choosing_words({}, Part::serial), Contains("--label-filter=Conformance && (Serial || Disruptive)"));
}

TEST(SpecChoice, TakesTheUsersExpressionsAsTheyAre) {
  const std::vector<std::string> words = choosing_words({.focus = "DNS|Job", .skip = "a b"}, Part::parallel);
  EXPECT_THAT(words, Contains("--focus=DNS|Job"));
  EXPECT_THAT(words, Contains("--skip=a b"));
  EXPECT_THAT(choosing_words({}, Part::parallel), Not(Contains(StartsWith("--focus"))));
}

TEST(SpecChoice, OfTheQuickOnesNamesEach) {
  EXPECT_THAT(parts_of({.quick = true}), ElementsAre(Part::parallel));
  const std::vector<std::string> words = choosing_words({.quick = true}, Part::parallel);
  EXPECT_THAT(words, Contains(HasSubstr(as_regular_expression(quick_specs().front()) + "$|")));
}

TEST(QuickSpecs, AreFortyDifferentOnesThatAreNotLeftOut) {
  std::set<std::string_view> names(quick_specs().begin(), quick_specs().end());
  EXPECT_EQ(names.size(), 40U);
  EXPECT_EQ(quick_specs().size(), 40U);
  for (const std::string_view name : names) {
    EXPECT_THAT(std::string(name), HasSubstr("[Conformance]"));
    EXPECT_THAT(std::string(name), Not(HasSubstr("[Serial]")));
  }
  for (const LeftOut& one : left_out_specs()) {
    EXPECT_FALSE(names.contains(one.name)) << one.name;
    EXPECT_FALSE(one.why.empty()) << one.name;
  }
}

TEST(RegularExpression, MeansTheTextItself) {
  EXPECT_EQ(as_regular_expression("[sig-apps] Job (1.5*) a|b?"), R"(\[sig-apps\] Job \(1\.5\*\) a\|b\?)");
}

}  // namespace
}  // namespace vent
