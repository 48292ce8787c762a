#pragma once

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "graph/schedule.h"
#include "graph/stages.h"

namespace vent {

// Chapters and hosts as a test wants them.
struct SampleOrder {
  std::vector<ChapterOrder> chapters;
  std::vector<StageHost> hosts;
};

// "controller-0" …, then "worker-0" …
std::vector<StageHost> sample_hosts(int controllers, int workers);
std::vector<std::string> names_of(const std::vector<StageHost>& hosts);
// Any chapters that can be put in order, on a few hosts, with any needs.
rc::Gen<SampleOrder> any_order();

// The graph, or the end of the test.
StageGraph sample_graph(const SampleOrder& order);
std::size_t stage_called(const StageGraph& graph, const std::string& chapter, const std::string& host);

// What must have ended well before a stage, said without gates: all of these, and one of each of those.
struct Requirements {
  std::set<std::size_t> all = {};
  std::vector<std::set<std::size_t>> one_of = {};
};
// By the words of the needs; knows nothing of how the graph is made.
Requirements requirements_of(const SampleOrder& order, const StageGraph& graph, std::size_t stage);

}  // namespace vent
