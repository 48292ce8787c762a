#include "graph/test_support/sample_graph.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

namespace vent {
namespace {

// Needs hold a view of the name they need.
const std::vector<std::string>& chapter_names() {
  static const std::vector<std::string> names = {"01_one", "02_two", "03_three", "04_four", "05_five", "06_six"};
  return names;
}

const ChapterOrder& chapter_called(const SampleOrder& order, std::string_view name) {
  return *std::ranges::find(order.chapters, name, &ChapterOrder::name);
}

bool runs_on(const ChapterOrder& chapter, const std::string& host) {
  return std::ranges::find(chapter.hosts, host) != chapter.hosts.end();
}

bool runs_on_a_controller(const ChapterOrder& chapter, const std::vector<StageHost>& hosts) {
  return std::ranges::any_of(hosts, [&](const StageHost& host) {
    return does_work_of(host.role, Role::controller) && runs_on(chapter, host.name);
  });
}

}  // namespace

std::vector<StageHost> sample_hosts(int controllers, int workers) {
  std::vector<StageHost> hosts;
  for (int number = 0; number < controllers; ++number)
    hosts.push_back({fmt::format("controller-{}", number), Role::controller});
  for (int number = 0; number < workers; ++number) hosts.push_back({fmt::format("worker-{}", number), Role::worker});
  return hosts;
}

std::vector<std::string> names_of(const std::vector<StageHost>& hosts) {
  std::vector<std::string> names;
  for (const StageHost& host : hosts) names.push_back(host.name);
  return names;
}

rc::Gen<SampleOrder> any_order() {
  return rc::gen::exec([] {
    // element() draws all of these alike; inRange() would begin with cases that are too small to go wrong.
    SampleOrder order{.chapters = {},
                      .hosts = sample_hosts(*rc::gen::element(0, 1, 2, 3, 3), *rc::gen::element(1, 2, 3))};
    for (StageHost& host : order.hosts)
      if (*rc::gen::element(false, false, false, true)) host.role = Role::both;
    const int count = *rc::gen::element(1, 2, 3, 4, 5, 6);
    for (int number = 0; number < count; ++number) {
      ChapterOrder chapter{.name = chapter_names()[static_cast<std::size_t>(number)], .hosts = {}};
      for (const StageHost& host : order.hosts)
        if (*rc::gen::element(true, true, true, false)) chapter.hosts.push_back(host.name);
      for (const ChapterOrder& before : order.chapters) {
        if (*rc::gen::arbitrary<bool>()) continue;
        const Where where =
            *rc::gen::element(Where::this_host, Where::every_host, Where::every_controller, Where::any_controller);
        if (where == Where::any_controller && !runs_on_a_controller(before, order.hosts)) continue;
        const auto name = std::ranges::find(chapter_names(), before.name);
        chapter.needs.push_back({.chapter = *name, .where = where});
      }
      order.chapters.push_back(std::move(chapter));
    }
    // The list of chapters needs not stand in the order of their needs.
    if (*rc::gen::arbitrary<bool>()) std::ranges::reverse(order.chapters);
    return order;
  });
}

StageGraph sample_graph(const SampleOrder& order) {
  Result<StageGraph> graph = stages_of(order.chapters, order.hosts);
  if (!graph) throw std::runtime_error(graph.error().text());
  return std::move(*graph);
}

std::size_t stage_called(const StageGraph& graph, const std::string& chapter, const std::string& host) {
  const auto found = std::ranges::find(graph.stages, StageName{chapter, host}, &Stage::name);
  if (found == graph.stages.end()) throw std::runtime_error("no stage " + StageName{chapter, host}.text());
  return static_cast<std::size_t>(found - graph.stages.begin());
}

Requirements requirements_of(const SampleOrder& order, const StageGraph& graph, std::size_t stage) {
  const StageName& name = graph.stages[stage].name;
  Requirements found;
  for (const Need& need : chapter_called(order, name.chapter).needs) {
    std::set<std::size_t> members;
    for (const StageHost& host : order.hosts) {
      const bool is_controller = does_work_of(host.role, Role::controller);
      const bool counts = need.where == Where::every_host ||
                          (need.where == Where::this_host && host.name == name.host) ||
                          (need.where == Where::every_controller && is_controller) ||
                          (need.where == Where::any_controller && is_controller);
      if (counts && runs_on(chapter_called(order, need.chapter), host.name))
        members.insert(stage_called(graph, std::string(need.chapter), host.name));
    }
    if (need.where == Where::any_controller)
      found.one_of.push_back(members);
    else
      found.all.insert(members.begin(), members.end());
  }
  return found;
}

}  // namespace vent
