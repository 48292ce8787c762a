#include "graph/selection.h"

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

StageGraph whole() {
  const std::vector<StageHost> hosts = sample_hosts(2, 1);
  const std::vector<std::string> all = names_of(hosts);
  const std::vector<std::string> controllers = {"controller-0", "controller-1"};
  return sample_graph({{{.name = "01_prerequisites", .hosts = all},
                        {.name = "03_machines", .needs = {{"01_prerequisites", Where::this_host}}, .hosts = all},
                        {.name = "04_etcd", .needs = {{"03_machines", Where::every_controller}}, .hosts = controllers},
                        {.name = "10_workers", .needs = {{"04_etcd", Where::any_controller}}, .hosts = {"worker-0"}}},
                       hosts});
}

std::vector<std::string> chosen(const Selection& selection) {
  const Result<StageGraph> part = choose(whole(), selection);
  if (!part) return {part.error().text()};
  std::vector<std::string> texts;
  for (const Stage& stage : part->stages) texts.push_back(stage.name.text());
  return texts;
}

TEST(Selection, OfNothingInParticularIsEverything) { EXPECT_EQ(*choose(whole(), {}), whole()); }

TEST(Selection, TakesHostsChaptersAndWhatIsBehindOne) {
  EXPECT_THAT(chosen({.hosts = {"worker-0"}}),
              ElementsAre("01_prerequisites on worker-0", "03_machines on worker-0", "10_workers on worker-0"));
  EXPECT_THAT(chosen({.chapters = {"04"}}), ElementsAre("04_etcd on controller-0", "04_etcd on controller-1"));
  EXPECT_THAT(chosen({.from = "04"}),
              ElementsAre("04_etcd on controller-0", "04_etcd on controller-1", "10_workers on worker-0"));
  EXPECT_THAT(chosen({.hosts = {"controller-1", "worker-0"}, .chapters = {"1", "10"}, .from = "03"}),
              ElementsAre("10_workers on worker-0"));
}

TEST(Selection, AChapterHasSeveralNames) {
  for (const char* name : {"03_machines", "03", "3", "machines"})
    EXPECT_THAT(chosen({.hosts = {"worker-0"}, .chapters = {name}}), ElementsAre("03_machines on worker-0")) << name;
}

TEST(Selection, WhatIsNotChosenCountsAsDone) {
  const StageGraph part = *choose(whole(), {.hosts = {"controller-1", "worker-0"}, .from = "03"});
  ASSERT_THAT(part.stages, SizeIs(4));
  EXPECT_THAT(part.stages[0].needs, IsEmpty()) << "03 on controller-1 needs 01";
  EXPECT_EQ(part.stages[2].name.text(), "04_etcd on controller-1");
  ASSERT_THAT(part.stages[2].needs, SizeIs(1));
  EXPECT_THAT(part.gates[part.stages[2].needs[0]].stages, ElementsAre(0)) << "only its own 03 is still to be done";
  EXPECT_EQ(part.stages[3].name.text(), "10_workers on worker-0");
  EXPECT_THAT(part.stages[3].needs, IsEmpty()) << "04 counts as done on controller-0, and one is enough";
}

TEST(Selection, WhatIsUnknownIsToldAllAtOnce) {
  std::string text;
  for (const Selection& selection :
       {Selection{.hosts = {"wroker-0"}}, Selection{.chapters = {"machnes"}}, Selection{.from = "99"},
        Selection{.hosts = {"bob"}, .chapters = {"4", "04_etd"}, .from = "\n"},
        Selection{.hosts = {"worker-0"}, .chapters = {"04"}}}) {
    const Result<StageGraph> part = choose(whole(), selection);
    ASSERT_FALSE(part);
    EXPECT_EQ(part.error().kind, ErrorKind::bad_input);
    text += part.error().text() + "\n\n";
  }
  expect_golden("selection_errors.txt", text);
}

// A part has exactly the chosen stages, and each waits for those of its needs that are chosen too.
RC_GTEST_PROP(SelectionProperty, KeepsTheNeedsWithinAPart, ()) {
  const SampleOrder order = *any_order();
  const StageGraph graph = sample_graph(order);
  Selection selection;
  for (const std::string& host : graph.hosts)
    if (*rc::gen::arbitrary<bool>()) selection.hosts.push_back(host);
  for (const std::string& chapter : graph.chapters)
    if (*rc::gen::arbitrary<bool>()) selection.chapters.push_back(chapter);
  const auto is_taken = [&](const StageName& name) {
    const auto has = [](const std::vector<std::string>& list, const std::string& one) {
      return list.empty() || std::ranges::find(list, one) != list.end();
    };
    return has(selection.hosts, name.host) && has(selection.chapters, name.chapter);
  };
  const auto count = std::ranges::count_if(graph.stages, [&](const Stage& stage) { return is_taken(stage.name); });
  const Result<StageGraph> part = choose(graph, selection);
  RC_ASSERT(part.has_value() == (count > 0 || selection == Selection()));
  if (!part) return;
  RC_ASSERT(part->stages.size() == static_cast<std::size_t>(count));
  for (const Stage& stage : part->stages) {
    RC_ASSERT(is_taken(stage.name));
    const Requirements before = requirements_of(order, graph, stage_called(graph, stage.name.chapter, stage.name.host));
    std::set<std::string> expected;
    for (const std::size_t needed : before.all)
      if (is_taken(graph.stages[needed].name)) expected.insert(graph.stages[needed].name.text());
    const auto all_are_taken = [&](const std::set<std::size_t>& group) {
      return std::ranges::all_of(group, [&](std::size_t needed) { return is_taken(graph.stages[needed].name); });
    };
    const auto groups = std::ranges::count_if(before.one_of, all_are_taken);
    std::set<std::string> found;
    std::ptrdiff_t found_groups = 0;
    for (const std::size_t index : stage.needs) {
      const Gate& gate = part->gates.at(index);
      RC_ASSERT(!gate.stages.empty());
      if (gate.opens == Gate::Opens::when_one_ended_well) ++found_groups;
      if (gate.opens == Gate::Opens::when_all_ended_well)
        for (const std::size_t member : gate.stages) found.insert(part->stages.at(member).name.text());
    }
    RC_ASSERT(found == expected);
    RC_ASSERT(found_groups == groups);
  }
}

}  // namespace
}  // namespace vent
