#include <gtest/gtest.h>

#include "conformance/conformance.h"
#include "support/golden.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

SpecOutcome outcome(std::string name, SpecEnd end, std::string why = "") {
  return {
      .name = std::move(name), .end = end, .why = std::move(why), .where = "test/e2e/apps/job.go:7", .took = 1500ms};
}

std::vector<PartResult> some() {
  PartResult parallel;
  parallel.report.specs = {outcome("[sig-apps] Job a", SpecEnd::passed),
                           outcome("[sig-apps] Job b", SpecEnd::failed, "no pod\n\n  after 5 minutes"),
                           outcome("[sig-apps] Job c", SpecEnd::cut_off, "A suite timeout occurred")};
  parallel.report.cut_off = {"Suite Timeout Elapsed"};
  parallel.report.chosen = 5;
  parallel.printed = "/state/parallel.log";
  parallel.took = 90s;
  return {parallel};
}

TEST(ConformanceResult, TellsFailuresAndCutOffsApart) { expect_golden("conformance.txt", conformance_text(some())); }

TEST(ConformanceResult, AsJson) { expect_golden("conformance.json", conformance_json(some()).pretty() + "\n"); }

TEST(ConformanceResult, IsGoodOnlyWhenAllThatWasChosenPassed) {
  EXPECT_FALSE(all_passed(some()));
  std::vector<PartResult> results = some();
  results[0].report.specs.resize(1);
  EXPECT_FALSE(all_passed(results)) << "four were never run";
  results[0].report.chosen = 1;
  EXPECT_FALSE(all_passed(results)) << "it was cut off";
  results[0].report.cut_off.clear();
  EXPECT_TRUE(all_passed(results));
}

}  // namespace
}  // namespace vent
