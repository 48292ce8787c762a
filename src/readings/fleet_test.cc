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

// As for two hosts that seem to be one: both are told, whichever of them answered first.
TEST(Fleet, WhoAnsweredFirstMakesNoDifference) {
  LocalFleet fleet(3);
  fleet.find_who_is_known();
  const std::unique_ptr<Fleet> run = fleet.begin();
  const Result<HostSurvey>& first = run->survey(*run->find("host-1"));
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(first->stages.at(0).findings.at(0).message, "known: host-1");
  for (const HostReport& host : fleet.survey(*run).hosts)
    EXPECT_EQ(host.survey.stages.at(0).findings.at(0).message, "known: host-0, host-1, host-2");
}

TEST(Fleet, FindsHostsByName) {
  LocalFleet fleet(2);
  const std::unique_ptr<Fleet> run = fleet.begin();
  EXPECT_EQ(run->find("host-1")->host().name, "host-1");
  EXPECT_EQ(run->find("host-2"), nullptr);
}

}  // namespace
}  // namespace vent
