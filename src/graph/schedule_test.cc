#include "graph/schedule.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "graph/test_support/sample_graph.h"

namespace vent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr StageEnd kAnyEnd[] = {StageEnd::unchanged, StageEnd::changed,       StageEnd::changed,
                                StageEnd::failed,    StageEnd::not_reachable, StageEnd::stopped};

StageOutcome outcome(StageEnd end) { return {.end = end}; }

class ScheduleTest : public testing::Test {
 protected:
  static Schedule schedule_of(const std::vector<ChapterOrder>& chapters, const std::vector<StageHost>& hosts) {
    return Schedule(sample_graph({chapters, hosts}));
  }
  static StageEnd end_of(const Schedule& schedule, std::size_t stage) { return schedule.outcomes().at(stage)->end; }
};

TEST_F(ScheduleTest, OfNothingIsOver) {
  Schedule schedule = schedule_of({}, {});
  EXPECT_TRUE(schedule.is_over());
  EXPECT_THAT(schedule.take_ready(), IsEmpty());
}

TEST_F(ScheduleTest, HasNoBarrierBetweenChapters) {
  const std::vector<StageHost> hosts = sample_hosts(1, 1);
  Schedule schedule = schedule_of({{.name = "a", .hosts = names_of(hosts)},
                                   {.name = "b", .needs = {{"a", Where::this_host}}, .hosts = names_of(hosts)}},
                                  hosts);
  EXPECT_THAT(schedule.take_ready(), ElementsAre(0, 1));
  EXPECT_THAT(schedule.take_ready(), IsEmpty());
  EXPECT_THAT(schedule.finished(1, outcome(StageEnd::changed)), IsEmpty());
  EXPECT_THAT(schedule.take_ready(), ElementsAre(3)) << "worker-0 goes on while controller-0 is at work";
  EXPECT_EQ(schedule.running(), 2u);
}

TEST_F(ScheduleTest, AHostDoesOneThingAtATime) {
  Schedule schedule =
      schedule_of({{.name = "a", .hosts = {"worker-0"}}, {.name = "b", .hosts = {"worker-0"}}}, sample_hosts(0, 1));
  EXPECT_THAT(schedule.take_ready(), ElementsAre(0));
  schedule.finished(0, outcome(StageEnd::failed));
  EXPECT_THAT(schedule.take_ready(), ElementsAre(1)) << "which doesn't need the other";
}

TEST_F(ScheduleTest, TakesNoMoreThanAsked) {
  const std::vector<StageHost> hosts = sample_hosts(0, 5);
  Schedule schedule = schedule_of({{.name = "a", .hosts = names_of(hosts)}}, hosts);
  EXPECT_THAT(schedule.take_ready(0), IsEmpty());
  EXPECT_THAT(schedule.take_ready(2), ElementsAre(0, 1));
  EXPECT_THAT(schedule.take_ready(9), ElementsAre(2, 3, 4));
}

TEST_F(ScheduleTest, AFailureStopsOnlyWhatDependsOnItAndNamesTheFirst) {
  const std::vector<StageHost> hosts = sample_hosts(0, 2);
  Schedule schedule = schedule_of({{.name = "a", .hosts = names_of(hosts)},
                                   {.name = "b", .needs = {{"a", Where::this_host}}, .hosts = names_of(hosts)},
                                   {.name = "c", .needs = {{"b", Where::this_host}}, .hosts = names_of(hosts)}},
                                  hosts);
  schedule.take_ready();
  EXPECT_THAT(schedule.finished(0, outcome(StageEnd::not_reachable)), ElementsAre(2, 4));
  for (const std::size_t given_up : {2u, 4u}) {
    EXPECT_EQ(end_of(schedule, given_up), StageEnd::never_tried);
    EXPECT_EQ(schedule.outcomes()[given_up]->because_of, (StageName{"a", "worker-0"}));
  }
  for (const std::size_t next : {1u, 3u, 5u}) {
    EXPECT_THAT(schedule.finished(next, outcome(StageEnd::unchanged)), IsEmpty());
    schedule.take_ready();
  }
  EXPECT_TRUE(schedule.is_over());
}

TEST_F(ScheduleTest, OneControllerIsEnoughAndAllMustFailForNone) {
  const std::vector<StageHost> hosts = sample_hosts(2, 1);
  const std::vector<ChapterOrder> chapters = {
      {.name = "a", .hosts = {"controller-0", "controller-1"}},
      {.name = "b", .needs = {{"a", Where::any_controller}}, .hosts = {"worker-0"}}};
  Schedule lucky = schedule_of(chapters, hosts);
  lucky.take_ready();
  EXPECT_THAT(lucky.finished(0, outcome(StageEnd::failed)), IsEmpty());
  EXPECT_THAT(lucky.take_ready(), IsEmpty());
  EXPECT_THAT(lucky.finished(1, outcome(StageEnd::changed)), IsEmpty());
  EXPECT_THAT(lucky.take_ready(), ElementsAre(2));

  Schedule hopeless = schedule_of(chapters, hosts);
  hopeless.take_ready();
  hopeless.finished(1, outcome(StageEnd::failed));
  EXPECT_THAT(hopeless.finished(0, outcome(StageEnd::failed)), ElementsAre(2));
  EXPECT_TRUE(hopeless.is_over());
}

TEST_F(ScheduleTest, AStopLetsOnlyEndWhatRuns) {
  const std::vector<StageHost> hosts = sample_hosts(0, 2);
  Schedule schedule = schedule_of({{.name = "a", .hosts = names_of(hosts)},
                                   {.name = "b", .needs = {{"a", Where::this_host}}, .hosts = names_of(hosts)}},
                                  hosts);
  EXPECT_THAT(schedule.take_ready(1), ElementsAre(0));
  EXPECT_THAT(schedule.stop(), ElementsAre(1, 2, 3));
  EXPECT_FALSE(schedule.is_over());
  EXPECT_THAT(schedule.take_ready(), IsEmpty());
  EXPECT_THAT(schedule.finished(0, outcome(StageEnd::changed)), IsEmpty());
  EXPECT_TRUE(schedule.is_over());
  EXPECT_EQ(end_of(schedule, 0), StageEnd::changed);
  for (const std::size_t given_up : {1u, 2u, 3u}) {
    EXPECT_EQ(end_of(schedule, given_up), StageEnd::never_tried);
    EXPECT_EQ(schedule.outcomes()[given_up]->because_of, std::nullopt);
  }
  EXPECT_THAT(schedule.stop(), IsEmpty());
}

// 4500 stages in which all wait for all 14 times: the counting at the gates must not become work for each pair.
TEST_F(ScheduleTest, AHugeClusterIsNoTrouble) {
  std::vector<std::string> names;
  for (int number = 0; number < 15; ++number) names.push_back(fmt::format("chapter-{}", number));
  const std::vector<StageHost> hosts = sample_hosts(3, 297);
  std::vector<ChapterOrder> chapters = {{.name = names[0], .hosts = names_of(hosts)}};
  for (std::size_t number = 1; number < names.size(); ++number)
    chapters.push_back(
        {.name = names[number], .needs = {{names[number - 1], Where::every_host}}, .hosts = names_of(hosts)});
  Schedule schedule = schedule_of(chapters, hosts);
  std::size_t rounds = 0;
  for (; !schedule.is_over(); ++rounds)
    for (const std::size_t stage : schedule.take_ready()) schedule.finished(stage, outcome(StageEnd::unchanged));
  EXPECT_EQ(rounds, 15u);
}

// One run of a schedule in which everything that is left to chance is drawn: how stages end, in which order, and
// whether and when there is a stop. Checks the rules that hold at every moment.
struct DrawnRun {
  std::vector<std::size_t> started = {};
  std::vector<std::optional<StageOutcome>> outcomes = {};
  std::set<std::size_t> given_up_by_stop = {};
};

bool ended_well(const DrawnRun& run, std::size_t stage) {
  return run.outcomes[stage] && run.outcomes[stage]->ended_well();
}

bool may_start(const DrawnRun& run, const Requirements& needed) {
  return std::ranges::all_of(needed.all, [&](std::size_t stage) { return ended_well(run, stage); }) &&
         std::ranges::all_of(needed.one_of, [&](const std::set<std::size_t>& group) {
           return std::ranges::any_of(group, [&](std::size_t stage) { return ended_well(run, stage); });
         });
}

struct Draw {
  std::vector<int> numbers;
  std::size_t next = 0;
  // Below `limit`; the same list gives the same draws again.
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(numbers[next++ % numbers.size()]) % limit; }
};

void check_limits(const StageGraph& graph, const std::set<std::size_t>& running) {
  std::map<std::string, int> on_host;
  for (const std::size_t stage : running) RC_ASSERT(++on_host[graph.stages[stage].name.host] == 1);
}

DrawnRun draw_run(const SampleOrder& order, Draw draw, std::optional<std::size_t> stop_after) {
  const StageGraph graph = sample_graph(order);
  Schedule schedule(graph);
  DrawnRun run{.outcomes = schedule.outcomes()};
  std::set<std::size_t> running;
  bool is_stopped = false;
  for (std::size_t step = 0; !schedule.is_over(); ++step) {
    RC_ASSERT(step <= graph.stages.size() + 1);  // it always ends
    if (stop_after == step) {
      const std::vector<std::size_t> lost = schedule.stop();
      run.given_up_by_stop.insert(lost.begin(), lost.end());
      is_stopped = true;
    }
    const std::size_t at_most = 1 + draw.below(8);
    const std::vector<std::size_t> ready = schedule.take_ready(at_most);
    RC_ASSERT(ready.size() <= at_most && std::ranges::is_sorted(ready) && (!is_stopped || ready.empty()));
    for (const std::size_t stage : ready) {
      RC_ASSERT(!run.outcomes[stage] && may_start(run, requirements_of(order, graph, stage)));
      running.insert(stage);
      run.started.push_back(stage);
    }
    check_limits(graph, running);
    RC_ASSERT(schedule.running() == running.size());
    if (schedule.is_over()) break;
    RC_ASSERT(!running.empty());  // or nothing would ever happen again
    const std::size_t ends = *std::next(running.begin(), static_cast<std::ptrdiff_t>(draw.below(running.size())));
    running.erase(ends);
    schedule.finished(ends, outcome(kAnyEnd[draw.below(std::size(kAnyEnd))]));
    run.outcomes = schedule.outcomes();
  }
  run.outcomes = schedule.outcomes();
  return run;
}

Draw any_draw() { return {.numbers = *rc::gen::container<std::vector<int>>(50, rc::gen::inRange(0, 1000))}; }

RC_GTEST_PROP(ScheduleProperty, KeepsItsRulesAndEnds, ()) {
  const SampleOrder order = *any_order();
  const StageGraph graph = sample_graph(order);
  const DrawnRun run = draw_run(order, any_draw(), std::nullopt);
  const std::set<std::size_t> started(run.started.begin(), run.started.end());
  RC_ASSERT(started.size() == run.started.size());
  for (std::size_t stage = 0; stage < graph.stages.size(); ++stage) {
    // Never tried are exactly those whose needs, as it all ended, are not met.
    RC_ASSERT(started.contains(stage) == may_start(run, requirements_of(order, graph, stage)));
    RC_ASSERT((run.outcomes[stage]->end == StageEnd::never_tried) == !started.contains(stage));
  }
}

RC_GTEST_PROP(ScheduleProperty, WhoIsBlamedWasTriedAndWasNeeded, ()) {
  const SampleOrder order = *any_order();
  const StageGraph graph = sample_graph(order);
  const DrawnRun run = draw_run(order, any_draw(), std::nullopt);
  const std::function<bool(std::size_t, std::size_t)> needs = [&](std::size_t stage, std::size_t other) {
    const Requirements needed = requirements_of(order, graph, stage);
    std::set<std::size_t> all = needed.all;
    for (const std::set<std::size_t>& group : needed.one_of) all.insert(group.begin(), group.end());
    return all.contains(other) || std::ranges::any_of(all, [&](std::size_t one) { return needs(one, other); });
  };
  for (std::size_t stage = 0; stage < graph.stages.size(); ++stage) {
    const std::optional<StageName>& blamed = run.outcomes[stage]->because_of;
    RC_ASSERT(blamed.has_value() == (run.outcomes[stage]->end == StageEnd::never_tried));
    if (!blamed) continue;
    const std::size_t other = stage_called(graph, blamed->chapter, blamed->host);
    RC_ASSERT(!run.outcomes[other]->ended_well() && run.outcomes[other]->end != StageEnd::never_tried);
    RC_ASSERT(needs(stage, other));
  }
}

RC_GTEST_PROP(ScheduleProperty, AStopStartsNothingMoreAndEnds, ()) {
  const SampleOrder order = *any_order();
  const StageGraph graph = sample_graph(order);
  const DrawnRun run = draw_run(order, any_draw(), *rc::gen::inRange<std::size_t>(0, graph.stages.size() + 1));
  for (std::size_t stage = 0; stage < graph.stages.size(); ++stage) {
    RC_ASSERT(run.outcomes[stage].has_value());
    if (run.given_up_by_stop.contains(stage))
      RC_ASSERT(run.outcomes[stage]->end == StageEnd::never_tried && !run.outcomes[stage]->because_of);
  }
}

RC_GTEST_PROP(ScheduleProperty, TheSameEndsGiveTheSameOrder, ()) {
  const SampleOrder order = *any_order();
  const Draw draw = any_draw();
  RC_ASSERT(draw_run(order, draw, std::nullopt).started == draw_run(order, draw, std::nullopt).started);
}

}  // namespace
}  // namespace vent
