#include "graph/run_report.h"

#include <gtest/gtest.h>

#include "graph/host_summary.h"
#include "graph/test_support/sample_graph.h"
#include "support/golden.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kStart{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}};

// Four chapters on two controllers and six workers; all well until a test says otherwise.
class RunReportTest : public testing::Test {
 protected:
  RunReportTest() {
    const std::vector<StageHost> hosts = sample_hosts(2, 6);
    const std::vector<std::string> all = names_of(hosts);
    report_.graph = sample_graph({{{.name = "01_prerequisites", .hosts = all},
                                   {.name = "03_machines", .hosts = all},
                                   {.name = "04_etcd", .hosts = {"controller-0", "controller-1"}},
                                   {.name = "10_workers", .hosts = all}},
                                  hosts});
    for (std::size_t index = 0; index < report_.graph.stages.size(); ++index)
      report_.results.push_back({.outcome = {}, .started = kStart + std::chrono::seconds(index), .took = 1250ms});
    report_.took = 12300ms;
  }
  StageResult& at(const std::string& chapter, const std::string& host) {
    return report_.results.at(stage_called(report_.graph, chapter, host));
  }
  void never_tried(const std::string& chapter, const std::string& host, std::optional<StageName> because_of) {
    at(chapter, host) = {.outcome = {.end = StageEnd::never_tried, .because_of = std::move(because_of)}};
  }
  void change(const std::string& chapter, const std::string& host, int changes) {
    at(chapter, host).outcome = {.end = StageEnd::changed, .changes = changes};
  }
  void break_things() {
    for (const std::string& host : report_.graph.hosts) change("03_machines", host, 7);
    change("10_workers", "worker-5", 1);
    at("03_machines", "worker-0").outcome = {
        .end = StageEnd::failed,
        .changes = 2,
        .error =
            Error(ErrorKind::no_space, "the disk is full").with_id("VENT_NO_SPACE").with_hint("make room on /var")};
    never_tried("10_workers", "worker-0", StageName{"03_machines", "worker-0"});
    for (const char* host : {"worker-1", "worker-2"}) {
      at("01_prerequisites", host).outcome = {
          .end = StageEnd::not_reachable,
          .error = Error(ErrorKind::not_reachable, "no answer in 15 s").with_hint("is it switched on?")};
      for (const char* chapter : {"03_machines", "10_workers"})
        never_tried(chapter, host, StageName{"01_prerequisites", host});
    }
    never_tried("10_workers", "worker-3", StageName{"04_etcd", "controller-1"});
    at("04_etcd", "controller-1").outcome = {
        .end = StageEnd::failed,
        .error =
            Error(ErrorKind::timed_out, "etcd has no leader after 30 s").with_details("it is 2 of 3\nsince 10:15")};
  }

  RunReport report_;
};

TEST_F(RunReportTest, OfARunThatChangedNothing) {
  EXPECT_EQ(report_.end(), RunEnd::unchanged);
  expect_golden("report_unchanged.txt", report_text(report_));
}

TEST_F(RunReportTest, OfARunWithTrouble) {
  break_things();
  EXPECT_EQ(report_.end(), RunEnd::failed);
  expect_golden("report_trouble.txt", report_text(report_));
  expect_golden("report_trouble.json", report_json(report_).pretty() + "\n");
}

TEST_F(RunReportTest, OfARunThatWasStopped) {
  change("01_prerequisites", "worker-0", 1);
  at("03_machines", "controller-0").outcome = {.end = StageEnd::stopped, .changes = 3};
  for (const std::string& host : report_.graph.hosts) never_tried("10_workers", host, std::nullopt);
  EXPECT_EQ(report_.end(), RunEnd::stopped);
  expect_golden("report_stopped.txt", report_text(report_));
}

TEST_F(RunReportTest, OfNothing) {
  const RunReport nothing;
  EXPECT_EQ(nothing.end(), RunEnd::unchanged);
  EXPECT_EQ(report_text(nothing), "0 hosts: nothing to do\n");
}

TEST_F(RunReportTest, ChangesCountEvenWhenNoStageEndedAsChanged) {
  at("03_machines", "worker-0").outcome.changes = 1;
  EXPECT_EQ(report_.end(), RunEnd::changed);
}

TEST(NamesInShort, ShowsThreeWhenThereAreMany) {
  const std::vector<std::string> names = {"a", "b", "c", "d", "e"};
  EXPECT_EQ(names_in_short({}), "");
  EXPECT_EQ(names_in_short(std::span(names).first(1)), "a");
  EXPECT_EQ(names_in_short(std::span(names).first(4)), "a, b, c, d") << "never 'and 1 more', which is no shorter";
  EXPECT_EQ(names_in_short(names), "a, b, c and 2 more");
}

TEST(StageEnd, NamesComeBack) {
  for (const StageEnd end : {StageEnd::unchanged, StageEnd::changed, StageEnd::failed, StageEnd::not_reachable,
                             StageEnd::never_tried, StageEnd::stopped})
    EXPECT_EQ(stage_end_from_name(stage_end_name(end)), end);
  EXPECT_EQ(stage_end_from_name("done"), std::nullopt);
}

}  // namespace
}  // namespace vent
