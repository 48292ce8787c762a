#include "validate/run_checks.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "chapters/outline.h"
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

// On a host that is never asked.
struct OneController {
  Design outline = outline_of([] {
    Cluster cluster;
    cluster.name = "demo";
    cluster.hosts.resize(1);
    cluster.hosts[0].name = "one";
    cluster.hosts[0].role = Role::controller;
    return cluster;
  }());
  ClusterStatus status;
  OneController() {
    status.cluster = &outline.cluster;
    status.hosts.push_back({.host = &outline.cluster.hosts[0], .error = std::nullopt, .look = {.api = ApiStatus()}});
  }
  Scene scene() const {
    return *Scene::open(
        {.outline = outline, .status = status, .known_hosts = "", .now = WallTime(), .stop = std::stop_token()});
  }
};

std::vector<CheckResult> run_with(const OneController& cluster, const ClusterCheck& check) {
  Scene scene = cluster.scene();
  const RealClock clock;
  EventBus bus(clock);
  return run_checks(scene, {&check}, false, bus, clock);
}

TEST(RunChecks, ACheckThatIsNotThroughInTimeIsStoppedAndHasFailed) {
  const OneController cluster;
  const ClusterCheck endless = {.name = "endless",
                                .holds = "it ends",
                                .look = [](const Scene& scene) -> Result<Findings> {
                                  while (!scene.stop().stop_requested()) std::this_thread::yield();
                                  return Findings{.seen = "all is well"};
                                },
                                .deadline = 0s};
  const std::vector<CheckResult> results = run_with(cluster, endless);
  EXPECT_EQ(results[0].end, CheckEnd::failed);
  ASSERT_TRUE(results[0].error);
  EXPECT_EQ(results[0].error->kind, ErrorKind::timed_out);
}

TEST(RunChecks, WhatNeedsSomethingBrokenWasNotTried) {
  const OneController cluster;
  const ClusterCheck check = {.name = "needy", .holds = "it is tried", .look = [](const Scene&) -> Result<Findings> {
                                return fail(Error(ErrorKind::failed, "there is no exec").with_id(kNotTried));
                              }};
  EXPECT_EQ(run_with(cluster, check)[0].end, CheckEnd::not_tried);
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
