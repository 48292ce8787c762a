#include "readings/fleet.h"

#include <gtest/gtest.h>

#include "readings/test_support/local_fleet.h"

namespace vent {
namespace {

TEST(Fleet, TakesBackAllThatWasEverMade) {
  LocalFleet fleet(1);
  fleet.write("host-0", "/b", "before\n");
  fleet.want("01_first", "host-0", {test_file("/a", "one\n"), test_file("/b", "two\n")});
  fleet.want("02_second", "host-0", {test_file("/c", "three\n")});
  fleet.apply();
  const std::unique_ptr<Fleet> run = fleet.begin();
  std::vector<std::string> undone;
  const Result<> done = run->undo(*run->find("host-0"), [&](const StepTaken& step) {
    if (step.step == Step::undone) undone.push_back(step.id);
  });
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(undone, (std::vector<std::string>{"file /c", "file /b", "file /a"}));
  EXPECT_EQ(fleet.read("host-0", "/b"), "before\n");
  EXPECT_EQ(fleet.read("host-0", "/a"), "(none)");
  EXPECT_FALSE(path_exists(fleet.at("host-0", "/var/lib/vent")));
}

TEST(Fleet, TakingBackSaysWhyAHostCantBeReached) {
  LocalFleet fleet(1);
  fleet.refuse_connections("host-0");
  const std::unique_ptr<Fleet> run = fleet.begin();
  const Result<> done = run->undo(*run->find("host-0"), {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::not_reachable);
}

// Two hosts that seem to be one, whichever of them answered first.
TEST(Fleet, AllAreJudgedByWhatIsKnownOfAllInTheEnd) {
  LocalFleet fleet(3);
  for (const char* host : {"host-0", "host-1", "host-2"}) fleet.want("01_first", host, {test_file("/a", "one\n")});
  const std::unique_ptr<Fleet> run = fleet.begin();
  const SurveyReport report = fleet.survey(*run);
  EXPECT_EQ(report.hosts.size(), 3u);
  EXPECT_EQ(report.changes(), 3);
  EXPECT_FALSE(report.error());
}

TEST(Fleet, FindsHostsByName) {
  LocalFleet fleet(2);
  const std::unique_ptr<Fleet> run = fleet.begin();
  EXPECT_EQ(run->find("host-1")->host().name, "host-1");
  EXPECT_EQ(run->find("host-2"), nullptr);
}

}  // namespace
}  // namespace vent
