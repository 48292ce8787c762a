#include "chapters/chapters.h"

#include <algorithm>
#include <set>

#include "chapters/test_support/resources_text.h"
#include "chapters/test_support/sample_design.h"
#include "cluster/test_support/any_cluster.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

TEST(Chapters, StandInTheOrderOfTheirNumbers) {
  std::vector<std::string_view> names;
  for (const Chapter& chapter : all_chapters()) names.push_back(chapter.name);
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_EQ(std::set(names.begin(), names.end()).size(), names.size());
  for (const std::string_view name : names) {
    EXPECT_GE(name.size(), 4u);
    EXPECT_EQ(name.find_first_not_of("0123456789"), 2u) << name << " begins with two digits";
    EXPECT_EQ(name[2], '_') << name;
  }
}

TEST(Chapters, NeedOnlyWhatStandsBefore) {
  std::set<std::string_view> before;
  for (const Chapter& chapter : all_chapters()) {
    for (const Need& need : chapter.needs) EXPECT_TRUE(before.contains(need.chapter)) << chapter.name;
    before.insert(chapter.name);
  }
}

TEST(Chapters, SayWhatTheyAreAndDoSomething) {
  for (const Chapter& chapter : all_chapters()) {
    EXPECT_FALSE(chapter.title.empty()) << chapter.name;
    EXPECT_FALSE(chapter.holds_after.empty() || chapter.holds_after.ends_with('.'))
        << chapter.name << ": it stands in the middle of a sentence";
    EXPECT_TRUE(chapter.resources != nullptr || !chapter.checks.empty()) << chapter.name;
  }
}

// All that vent wants of a host, over all chapters that run there.
std::vector<Resource> resources_of(const Design& design, const Host& host) {
  std::vector<Resource> all;
  for (const Chapter& chapter : all_chapters()) {
    if (chapter.resources == nullptr || !runs_on(chapter, host)) continue;
    for (Resource& resource : chapter.resources(design, host)) all.push_back(std::move(resource));
  }
  return all;
}

// The manifest of a host knows a thing by its id alone.
RC_GTEST_PROP(Chapters, NameNothingTwiceOnAHost, ()) {
  const Design design = design_for(*any_cluster());
  for (const Host& host : design.cluster.hosts) {
    std::set<std::string> ids;
    for (const Resource& resource : resources_of(design, host)) RC_ASSERT(ids.insert(id_of(resource)).second);
  }
}

RC_GTEST_PROP(Chapters, WantTheSameOfTheSameCluster, ()) {
  const Design design = design_for(*any_cluster());
  const Design copy = design;
  for (std::size_t i = 0; i < design.cluster.hosts.size(); ++i)
    RC_ASSERT(resources_text(resources_of(design, design.cluster.hosts[i])) ==
              resources_text(resources_of(copy, copy.cluster.hosts[i])));
}

RC_GTEST_PROP(Chapters, SurviveTheWayToTheHost, ()) {
  const Design design = design_for(*any_cluster());
  for (const Resource& resource : resources_of(design, design.cluster.hosts.front())) {
    const std::string text = to_json(resource).compact();
    const Result<Resource> back = resource_from_json(*parse_json(text, "a resource"));
    RC_ASSERT(back.has_value());
    RC_ASSERT(id_of(*back) == id_of(resource));
    RC_ASSERT(wanted(back->spec) == wanted(resource.spec));
    RC_ASSERT(to_json(*back).compact() == text);
  }
}

RC_GTEST_PROP(Chapters, GiveAReasonForEachThing, ()) {
  const Design design = design_for(*any_cluster());
  for (const Resource& resource : resources_of(design, design.cluster.hosts.front())) {
    RC_ASSERT(resource.why.ends_with('.'));
    RC_ASSERT(!as_shell(resource.spec).empty());
  }
}

TEST(RunsOn, EveryHostUnlessARoleIsGiven) {
  Host worker, controller;
  controller.role = Role::controller;
  Chapter chapter{.name = "01_one", .title = "", .holds_after = ""};
  EXPECT_TRUE(runs_on(chapter, worker) && runs_on(chapter, controller));
  chapter.only_on = Role::controller;
  EXPECT_TRUE(runs_on(chapter, controller));
  EXPECT_FALSE(runs_on(chapter, worker));
}

}  // namespace
}  // namespace vent
