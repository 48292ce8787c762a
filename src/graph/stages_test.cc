#include "graph/stages.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "graph/test_support/sample_graph.h"
#include "support/golden.h"

namespace vent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::vector<StageHost> kHosts = sample_hosts(2, 1);
const std::vector<std::string> kAll = names_of(kHosts);
const std::vector<std::string> kControllers = {"controller-0", "controller-1"};

std::vector<std::string> stage_texts(const StageGraph& graph) {
  std::vector<std::string> texts;
  for (const Stage& stage : graph.stages) texts.push_back(stage.name.text());
  return texts;
}

std::string error_of(const std::vector<ChapterOrder>& chapters, const std::vector<StageHost>& hosts = kHosts) {
  const Result<StageGraph> graph = stages_of(chapters, hosts);
  if (graph) return "no error";
  EXPECT_EQ(graph.error().kind, ErrorKind::bug);
  return graph.error().text();
}

TEST(Stages, StandInTheOrderOfChaptersAndHosts) {
  const StageGraph graph = sample_graph(
      {{{.name = "01_a", .hosts = {"worker-0", "controller-1"}}, {.name = "02_b", .hosts = {"controller-0"}}}, kHosts});
  EXPECT_THAT(stage_texts(graph), ElementsAre("01_a on controller-1", "01_a on worker-0", "02_b on controller-0"));
  EXPECT_THAT(graph.chapters, ElementsAre("01_a", "02_b"));
  EXPECT_EQ(graph.hosts, kAll);
  EXPECT_THAT(graph.gates, IsEmpty());
}

TEST(Stages, WhoNeedsTheSameWaitsAtTheSameGate) {
  const StageGraph graph = sample_graph({{{.name = "01_a", .hosts = kAll},
                                          {.name = "02_b", .needs = {{"01_a", Where::every_host}}, .hosts = kAll},
                                          {.name = "03_c", .needs = {{"01_a", Where::every_host}}, .hosts = kAll}},
                                         kHosts});
  ASSERT_THAT(graph.gates, SizeIs(1));
  EXPECT_THAT(graph.gates[0].stages, ElementsAre(0, 1, 2));
  for (std::size_t stage = 3; stage < 9; ++stage) EXPECT_THAT(graph.stages[stage].needs, ElementsAre(0));
}

TEST(Stages, OfAHugeClusterRefersToLittle) {
  const std::vector<StageHost> hosts = sample_hosts(3, 297);
  std::vector<ChapterOrder> chapters = {{.name = "chapter-0", .hosts = names_of(hosts)}};
  std::vector<std::string> names;
  for (int number = 0; number < 15; ++number) names.push_back(fmt::format("chapter-{}", number));
  for (std::size_t number = 1; number < names.size(); ++number)
    chapters.push_back({.name = names[number],
                        .needs = {{names[number - 1], Where::this_host}, {names[number - 1], Where::every_host}},
                        .hosts = names_of(hosts)});
  const StageGraph graph = sample_graph({chapters, hosts});
  EXPECT_THAT(graph.stages, SizeIs(4500));
  std::size_t references = 0;
  for (const Stage& stage : graph.stages) references += stage.needs.size();
  for (const Gate& gate : graph.gates) references += gate.stages.size();
  EXPECT_EQ(references, 14u * 300 * 4) << "two needs for each stage, and each stage in two gates";
}

TEST(Stages, ThatCantBePutInOrderAreRefused) {
  const std::vector<std::vector<ChapterOrder>> wrong = {
      {{.name = "a", .hosts = {}}, {.name = "a", .hosts = {}}},
      {{.name = "a", .needs = {{"b", Where::this_host}}, .hosts = kAll}},
      {{.name = "a", .hosts = {"worker-7"}}},
      {{.name = "a", .hosts = {"worker-0", "worker-0"}}},
      {{.name = "a", .needs = {{"a", Where::every_host}}, .hosts = kAll}},
      {{.name = "0", .hosts = kAll},
       {.name = "a", .needs = {{"0", Where::this_host}, {"b", Where::this_host}}, .hosts = kAll},
       {.name = "b", .needs = {{"c", Where::this_host}}, .hosts = kAll},
       {.name = "c", .needs = {{"b", Where::every_host}}, .hosts = kAll}},
      {{.name = "a", .hosts = {"worker-0"}}, {.name = "b", .needs = {{"a", Where::any_controller}}, .hosts = kAll}},
  };
  std::string text;
  for (const std::vector<ChapterOrder>& chapters : wrong) text += error_of(chapters) + "\n\n";
  text += error_of({}, {{"worker-0", Role::worker}, {"worker-0", Role::controller}});
  expect_golden("order_errors.txt", text);
}

TEST(Stages, ANeedOfControllersThatAreNoneIsMetButNotOfAnyOne) {
  const std::vector<StageHost> workers = sample_hosts(0, 2);
  const std::vector<ChapterOrder> chapters = {
      {.name = "a", .hosts = names_of(workers)},
      {.name = "b", .needs = {{"a", Where::every_controller}}, .hosts = names_of(workers)}};
  EXPECT_THAT(sample_graph({chapters, workers}).stages[2].needs, IsEmpty());
}

// Each stage waits for exactly what the words of its chapter's needs say.
RC_GTEST_PROP(StagesProperty, NeedWhatTheirChapterSays, ()) {
  const SampleOrder order = *any_order();
  const StageGraph graph = sample_graph(order);
  for (std::size_t stage = 0; stage < graph.stages.size(); ++stage) {
    Requirements found;
    for (const std::size_t index : graph.stages[stage].needs) {
      const Gate& gate = graph.gates.at(index);
      RC_ASSERT(!gate.stages.empty());
      const std::set<std::size_t> members(gate.stages.begin(), gate.stages.end());
      RC_ASSERT(members.size() == gate.stages.size());
      if (gate.opens == Gate::Opens::when_one_ended_well)
        found.one_of.push_back(members);
      else
        found.all.insert(members.begin(), members.end());
    }
    const Requirements expected = requirements_of(order, graph, stage);
    RC_ASSERT(found.all == expected.all);
    RC_ASSERT(found.one_of == expected.one_of);
  }
}

// A chapter that needs itself, also by others, is always refused.
RC_GTEST_PROP(StagesProperty, CirclesAreRefused, ()) {
  SampleOrder order = *any_order();
  const auto later = *rc::gen::inRange<std::size_t>(0, order.chapters.size());
  // Closes a circle of one: every longer one is made of such steps, see the golden.
  order.chapters[later].needs.push_back({order.chapters[later].name, Where::every_controller});
  const Result<StageGraph> graph = stages_of(order.chapters, order.hosts);
  RC_ASSERT(!graph.has_value());
  RC_ASSERT(graph.error().message.find("circle") != std::string::npos);
}

}  // namespace
}  // namespace vent
