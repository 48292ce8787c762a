#include "readings/profile.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kStart{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}};

// A controller whose etcd takes its time, and two workers that wait for its API; worker-1 has the slower disk.
class ProfileTest : public testing::Test {
 protected:
  ProfileTest() {
    const std::vector<std::string> all = {"controller-0", "worker-0", "worker-1"};
    report_.graph =
        stages_of(
            {{.name = "01_prerequisites", .hosts = all},
             {.name = "07_etcd", .needs = {{"01_prerequisites"}}, .hosts = {"controller-0"}},
             {.name = "09_workers", .needs = {{"01_prerequisites"}}, .hosts = all},
             {.name = "11_pod_network", .needs = {{"09_workers"}, {"07_etcd", Where::any_controller}}, .hosts = all}},
            {{"controller-0", Role::controller}, {"worker-0"}, {"worker-1"}})
            .value();
    report_.results.resize(report_.graph.stages.size());
    for (const std::string& host : all) ran("01_prerequisites", host, 0ms, 500ms);
    ran("07_etcd", "controller-0", 501ms, 2500ms);
    ran("09_workers", "controller-0", 3002ms, 900ms);
    ran("09_workers", "worker-0", 501ms, 1000ms);
    ran("09_workers", "worker-1", 501ms, 1900ms);
    ran("11_pod_network", "controller-0", 3903ms, 100ms);
    ran("11_pod_network", "worker-0", 3002ms, 3000ms);
    ran("11_pod_network", "worker-1", 3003ms, 3500ms);
  }
  void ran(const std::string& chapter, const std::string& host, Duration at, Duration took) {
    for (std::size_t stage = 0; stage < report_.results.size(); ++stage)
      if (report_.graph.stages[stage].name == StageName{chapter, host})
        report_.results[stage] = {.outcome = {.end = StageEnd::changed, .changes = 1},
                                  .started = kStart + std::chrono::duration_cast<WallTime::duration>(at),
                                  .took = took};
  }
  static std::string names(const std::vector<PathStage>& path) {
    std::string text;
    for (const PathStage& stage : path) text += stage.name.text() + "\n";
    return text;
  }

  RunReport report_;
};

TEST_F(ProfileTest, GoesBackFromWhatEndedLast) {
  EXPECT_EQ(names(critical_path(report_, {})),
            "01_prerequisites on controller-0\n"
            "07_etcd on controller-0\n"
            "11_pod_network on worker-1\n");
}

TEST_F(ProfileTest, AHostThatWasBusyIsWaitedForToo) {
  ran("11_pod_network", "controller-0", 3903ms, 9s);
  EXPECT_EQ(names(critical_path(report_, {})),
            "01_prerequisites on controller-0\n"
            "07_etcd on controller-0\n"
            "09_workers on controller-0\n"
            "11_pod_network on controller-0\n");
}

TEST_F(ProfileTest, IsToldWithWhatTookLongest) {
  const StageName etcd{"07_etcd", "controller-0"}, network{"11_pod_network", "worker-1"};
  const std::vector<TimedStep> steps = {
      {.stage = etcd, .id = "file /usr/local/bin/etcd", .began = kStart + 600ms, .took = 300ms},
      {.stage = etcd, .id = "file /etc/etcd/ca.crt", .began = kStart + 900ms, .took = 1ms},
      {.stage = etcd, .id = "unit etcd.service", .began = kStart + 1s, .took = 1800ms},
      {.stage = {"11_pod_network", "worker-0"}, .id = "unit flanneld.service", .began = kStart + 4s, .took = 2900ms},
      {.stage = network, .id = "unit flanneld.service", .began = kStart + 4s, .took = 1s},
      {.stage = network, .id = "wait until the link is there", .began = kStart + 5s, .took = 800ms},
      {.stage = network, .id = "file /etc/a", .began = kStart + 3100ms, .took = 150ms},
      {.stage = network, .id = "file /etc/b", .began = kStart + 3100ms, .took = 120ms}};
  expect_golden("profile.txt", profile_text(critical_path(report_, steps)));
}

TEST_F(ProfileTest, OfARunInWhichNothingWasTriedIsEmpty) {
  for (StageResult& result : report_.results) result = {.outcome = {.end = StageEnd::never_tried}};
  EXPECT_EQ(profile_text(critical_path(report_, {})), "");
}

}  // namespace
}  // namespace vent
