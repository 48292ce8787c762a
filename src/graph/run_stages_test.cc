#include "graph/run_stages.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>

#include "base/locked.h"
#include "graph/test_support/sample_graph.h"

namespace vent {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

// Three chapters on two controllers and two workers; 02 needs 01 on its host, 03 on workers needs 02 on any controller.
StageGraph small_graph() {
  const std::vector<StageHost> hosts = sample_hosts(2, 2);
  return sample_graph(
      {{{.name = "01_a", .hosts = names_of(hosts)},
        {.name = "02_b", .needs = {{"01_a", Where::this_host}}, .hosts = names_of(hosts)},
        {.name = "03_c", .needs = {{"02_b", Where::any_controller}}, .hosts = {"worker-0", "worker-1"}}},
       hosts});
}

StageOutcome changed(const Stage&, const std::stop_token&) { return {.end = StageEnd::changed, .changes = 2}; }

StageOutcome wait_for_stop(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any nobody_notifies;
  std::unique_lock lock(mutex);
  nobody_notifies.wait(lock, stop, [] { return false; });
  return {.end = StageEnd::stopped};
}

std::vector<StageEnd> ends(const std::vector<StageResult>& results) {
  std::vector<StageEnd> list;
  for (const StageResult& result : results) list.push_back(result.outcome.end);
  return list;
}

class RunStagesTest : public testing::Test {
 protected:
  std::vector<StageResult> run(const StageGraph& graph, const StageWorker& worker, const StageWatcher& watcher = {}) {
    Result<std::vector<StageResult>> results =
        run_stages(graph, {.most_at_once = most_at_once_}, worker, clock_, stop_.get_token(), watcher);
    if (!results) throw std::runtime_error(results.error().text());
    return std::move(*results);
  }

  VirtualClock clock_;
  std::stop_source stop_;
  std::size_t most_at_once_ = 100;
};

TEST_F(RunStagesTest, OfNothingReturnsAtOnce) { EXPECT_THAT(run(sample_graph({{}, {}}), changed), IsEmpty()); }

TEST_F(RunStagesTest, RunsEachStageOnceAndReturnsTheResultsInOrder) {
  const StageGraph graph = small_graph();
  Locked<std::multiset<std::string>> done;
  const std::vector<StageResult> results = run(graph, [&](const Stage& stage, const std::stop_token&) {
    done.with([&](std::multiset<std::string>& all) { all.insert(stage.name.text()); });
    return StageOutcome{.end = StageEnd::changed, .changes = stage.name.host == "worker-1" ? 1 : 0};
  });
  std::multiset<std::string> expected;
  for (std::size_t index = 0; index < graph.stages.size(); ++index) {
    expected.insert(graph.stages[index].name.text());
    EXPECT_EQ(results.at(index).outcome.changes, graph.stages[index].name.host == "worker-1" ? 1 : 0);
  }
  EXPECT_EQ(done.with([](const auto& all) { return all; }), expected);
}

TEST_F(RunStagesTest, HostsWorkAtTheSameTime) {
  std::latch all_are_here(4);  // passed only when the first stages of all four hosts stand at it together
  run(small_graph(), [&](const Stage& stage, const std::stop_token& stop) {
    if (stage.name.chapter == "01_a") all_are_here.arrive_and_wait();
    return changed(stage, stop);
  });
}

TEST_F(RunStagesTest, ASlowHostHoldsNobodyElse) {
  std::latch all_others_are_done(8);
  run(small_graph(), [&](const Stage& stage, const std::stop_token& stop) {
    if (stage.name.host != "controller-0")
      all_others_are_done.count_down();
    else if (stage.name.chapter == "01_a")
      all_others_are_done.wait();
    return changed(stage, stop);
  });
  EXPECT_TRUE(all_others_are_done.try_wait());
}

TEST_F(RunStagesTest, NeverMoreThanAllowed) {
  most_at_once_ = 3;
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  const std::vector<StageHost> hosts = sample_hosts(0, 40);
  run(sample_graph({{{.name = "a", .hosts = names_of(hosts)}, {.name = "b", .hosts = names_of(hosts)}}, hosts}),
      [&](const Stage& stage, const std::stop_token& stop) {
        const int now = ++running;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
        std::this_thread::yield();
        --running;
        return changed(stage, stop);
      });
  EXPECT_GE(most, 1);
  EXPECT_LE(most, 3);
}

TEST_F(RunStagesTest, MeasuresEachStage) {
  most_at_once_ = 1;  // so that nobody else moves the time meanwhile
  const WallTime begin = clock_.wall();
  const std::vector<StageResult> results = run(small_graph(), [&](const Stage& stage, const std::stop_token& stop) {
    clock_.advance(stage.name.host == "worker-1" ? 10s : 2s);
    return changed(stage, stop);
  });
  EXPECT_EQ(results[0].started, begin);
  EXPECT_EQ(results[0].took, 2s);
  EXPECT_EQ(results[3].started, begin + 6s);
  EXPECT_EQ(results[3].took, 10s);
}

TEST_F(RunStagesTest, TellsTheWatcherOnTheCallersThreadAsThingsHappen) {
  most_at_once_ = 1;
  const std::thread::id caller = std::this_thread::get_id();
  std::vector<std::string> told;
  const auto tell = [&](const std::string& what) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    told.push_back(what);
  };
  const std::vector<StageHost> hosts = sample_hosts(1, 1);
  run(sample_graph({{{.name = "a", .hosts = names_of(hosts)},
                     {.name = "b", .needs = {{"a", Where::this_host}}, .hosts = names_of(hosts)}},
                    hosts}),
      [](const Stage& stage, const std::stop_token&) {
        const bool fails = stage.name.text() == "a on controller-0";
        return StageOutcome{.end = fails ? StageEnd::failed : StageEnd::unchanged};
      },
      {.started = [&](const Stage& stage) { tell("start " + stage.name.text()); },
       .ended =
           [&](const Stage& stage, const StageResult& result) {
             tell(fmt::format("{} {}", stage.name.text(), stage_end_name(result.outcome.end)));
             EXPECT_EQ(result.started.has_value(), result.outcome.end != StageEnd::never_tried);
           }});
  EXPECT_THAT(told, ElementsAre("start a on controller-0", "a on controller-0 failed", "b on controller-0 never_tried",
                                "start a on worker-0", "a on worker-0 unchanged", "start b on worker-0",
                                "b on worker-0 unchanged"));
}

TEST_F(RunStagesTest, StoppedBeforeItBeginsItStartsNothing) {
  stop_.request_stop();
  std::atomic<int> begun = 0;
  const std::vector<StageResult> results = run(small_graph(), [&](const Stage& stage, const std::stop_token& stop) {
    ++begun;
    return changed(stage, stop);
  });
  EXPECT_EQ(begun, 0);
  EXPECT_THAT(ends(results), Each(StageEnd::never_tried));
}

TEST_F(RunStagesTest, AStopEndsWhatRunsAndLeavesTheRest) {
  std::latch all_run(4);
  std::jthread stopper([&] {
    all_run.wait();
    stop_.request_stop();
  });
  const StageGraph graph = small_graph();
  const std::vector<StageResult> results = run(graph, [&](const Stage& stage, const std::stop_token& stop) {
    all_run.count_down();
    StageOutcome outcome = wait_for_stop(stop);
    if (stage.name.host == "worker-0") outcome = changed(stage, stop);  // was just done
    return outcome;
  });
  for (std::size_t index = 0; index < graph.stages.size(); ++index) {
    const StageName& name = graph.stages[index].name;
    const StageOutcome& outcome = results[index].outcome;
    if (name.chapter == "01_a") {
      EXPECT_EQ(outcome.end, name.host == "worker-0" ? StageEnd::changed : StageEnd::stopped) << name.text();
    } else {
      EXPECT_EQ(outcome.end, StageEnd::never_tried) << name.text();
      EXPECT_EQ(outcome.because_of, std::nullopt) << name.text();
    }
  }
}

// The loop may hear of a stage's end before it hears of the stop that ended it.
TEST_F(RunStagesTest, WhatAStoppedStageWasNeededForIsGivenUpBecauseOfTheStop) {
  std::atomic<bool> has_ended = false;
  const StageGraph graph = small_graph();
  const std::vector<StageResult> results = run(graph,
                                               [&](const Stage& stage, const std::stop_token& stop) {
                                                 if (stage.name.host != "controller-0") return wait_for_stop(stop);
                                                 stop_.request_stop();
                                                 has_ended = true;
                                                 has_ended.notify_all();
                                                 return StageOutcome{.end = StageEnd::stopped};
                                               },
                                               {.started = [&](const Stage& stage) {
                                                 if (stage.name.host == "controller-1") has_ended.wait(false);
                                               }});
  EXPECT_EQ(results[0].outcome.end, StageEnd::stopped);
  const StageOutcome& next = results[stage_called(graph, "02_b", "controller-0")].outcome;
  EXPECT_EQ(next.end, StageEnd::never_tried);
  EXPECT_EQ(next.because_of, std::nullopt);
}

// A worker may take its time to come to a safe point. The loop knows of the stop by then and must sleep all the same.
TEST_F(RunStagesTest, WaitsWithoutUsingTheProcessor) {
  const auto used = [] {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  };
  const auto before = used();
  run(small_graph(), [&](const Stage& stage, const std::stop_token& stop) {
    stop_.request_stop();
    std::this_thread::sleep_for(500ms);
    return changed(stage, stop);
  });
  EXPECT_LT(used() - before, 250ms);
}

TEST_F(RunStagesTest, WhatCantWorkIsABug) {
  EXPECT_EQ(run_stages(small_graph(), {.most_at_once = 0}, changed, clock_, {}).error().id, "VENT_STAGES_STUCK");
  StageGraph circle = small_graph();
  circle.gates.push_back({.stages = {0}});
  circle.stages[0].needs = {circle.gates.size() - 1};
  const Result<std::vector<StageResult>> stuck = run_stages(circle, {}, changed, clock_, {});
  ASSERT_FALSE(stuck);
  EXPECT_EQ(stuck.error().id, "VENT_STAGES_STUCK");
}

// Many hosts, failures here and there, a stop from elsewhere at some moment: whatever the threads do, all ends.
TEST_F(RunStagesTest, EndsWhateverTheOrderOfThings) {
  const std::vector<StageHost> hosts = sample_hosts(3, 27);
  const std::vector<std::string> all = names_of(hosts);
  const StageGraph graph = sample_graph({{{.name = "a", .hosts = all},
                                          {.name = "b", .needs = {{"a", Where::this_host}}, .hosts = all},
                                          {.name = "c", .needs = {{"b", Where::every_controller}}, .hosts = all},
                                          {.name = "d", .needs = {{"c", Where::any_controller}}, .hosts = all},
                                          {.name = "e", .needs = {{"d", Where::every_host}}, .hosts = all}},
                                         hosts});
  for (int stop_after = 0; stop_after < 160; stop_after += 20) {
    stop_ = std::stop_source();
    std::atomic<int> begun = 0;
    const std::vector<StageResult> results = run(graph, [&](const Stage& stage, const std::stop_token& stop) {
      if (++begun == stop_after) stop_.request_stop();
      if (stop.stop_requested()) return StageOutcome{.end = StageEnd::stopped};
      return StageOutcome{.end = stage.name.text() == "b on worker-7" ? StageEnd::failed : StageEnd::changed};
    });
    const auto tried = std::ranges::count_if(
        results, [](const StageResult& result) { return result.outcome.end != StageEnd::never_tried; });
    EXPECT_EQ(tried, begun.load());
  }
}

}  // namespace
}  // namespace vent
