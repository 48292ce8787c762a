#include "validate/run_checks.h"

#include <gtest/gtest.h>

#include <set>

#include "support/golden.h"
#include "validate/checks.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

const ClusterCheck* check(std::string_view name) {
  for (const ClusterCheck& one : all_cluster_checks())
    if (one.name == name) return &one;
  return nullptr;
}

std::vector<CheckResult> some_results() {
  Findings silent{.seen = "3 of 9 pairs", .problems = {}};
  for (const char* to : {"worker-0", "worker-1", "worker-2", "worker-3", "worker-4"})
    silent.problems.push_back({.what = std::string("the pod on controller-0 doesn't reach the pod on ") + to,
                               .evidence = "it got no answer\n\n  route: via flannel.1  \n",
                               .next = "vent logs controller-0 --unit flanneld"});
  const Error refused = Error(ErrorKind::failed, "a command on controller-0 ended with 1").with_details("no such pod");
  return {{.check = check("parts"), .end = CheckEnd::passed, .findings = {.seen = "3 hosts"}, .took = 12ms},
          {.check = check("pods-to-pods"), .end = CheckEnd::failed, .findings = silent, .took = 4200ms},
          {.check = check("gvisor"), .end = CheckEnd::failed, .error = refused, .took = 1s},
          {.check = check("dns"), .end = CheckEnd::not_tried, .error = refused}};
}

TEST(RunChecks, AreToldInWords) { expect_golden("checks.txt", checks_text(some_results())); }

TEST(RunChecks, AndAsData) { expect_golden("checks.json", checks_json(some_results()).pretty() + "\n"); }

TEST(RunChecks, AllPassedOnlyWhenAllWereTried) {
  std::vector<CheckResult> results = some_results();
  EXPECT_FALSE(all_passed(results));
  for (CheckResult& result : results) result.end = CheckEnd::passed;
  EXPECT_TRUE(all_passed(results));
  results.back().end = CheckEnd::not_tried;
  EXPECT_FALSE(all_passed(results));
}

TEST(ClusterChecks, HaveNamesThatCanBeGiven) {
  std::set<std::string_view> names;
  for (const ClusterCheck& one : all_cluster_checks()) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_EQ(one.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos) << one.name;
    EXPECT_NE(one.look, nullptr) << one.name;
  }
}

}  // namespace
}  // namespace vent
