#include "readings/apply.h"

#include <gtest/gtest.h>

#include "events/listener.h"
#include "readings/test_support/local_fleet.h"

namespace vent {
namespace {

// A hundred little things are no different from two.
void want_something_everywhere(LocalFleet& fleet) {
  for (const char* host : {"host-0", "host-1"}) {
    fleet.want("01_first", host, {test_file("/etc/a", "one\n"), test_file("/etc/b", std::string(5000, 'b'))});
    fleet.want("02_second", host, {test_file("/etc/c", std::string(host) + "\n")});
  }
  fleet.want("03_all", "host-0", {test_file("/etc/d", "last\n")});
}

TEST(Apply, MakesWhatIsMissingAndThenNothing) {
  LocalFleet fleet(2);
  want_something_everywhere(fleet);
  const ApplyResult first = fleet.apply();
  EXPECT_EQ(ends_of(first),
            "01_first on host-0: changed (2)\n"
            "01_first on host-1: changed (2)\n"
            "02_second on host-0: changed (1)\n"
            "02_second on host-1: changed (1)\n"
            "03_all on host-0: changed (1)\n"
            "03_all on host-1: unchanged\n");
  EXPECT_EQ(made_of(first),
            "host-0: 01_first: file /etc/a\n"
            "host-0: 01_first: file /etc/b\n"
            "host-0: 02_second: file /etc/c\n"
            "host-0: 03_all: file /etc/d\n"
            "host-1: 01_first: file /etc/a\n"
            "host-1: 01_first: file /etc/b\n"
            "host-1: 02_second: file /etc/c\n");
  EXPECT_EQ(first.made.at(0).changes, (std::vector<Change>{{.property = "there", .found = "no", .wanted = "yes"}}));
  EXPECT_EQ(fleet.read("host-1", "/etc/a"), "one\n");
  EXPECT_EQ(fleet.read("host-1", "/etc/c"), "host-1\n");
  for (const auto& [host, round_trips] : first.round_trips)
    EXPECT_EQ(round_trips, 5) << host << ": one each to begin, look, make 01 and 02, make 03, and settle";

  const std::unique_ptr<Fleet> again = fleet.begin();
  const ApplyResult second = fleet.apply(*again);
  EXPECT_EQ(second.report.end(), RunEnd::unchanged);
  EXPECT_TRUE(second.made.empty());
  for (const std::unique_ptr<HostRun>& host : again->hosts())
    EXPECT_EQ(again->survey(*host)->round_trips, 2) << "one to begin, one to look; nothing to make";
}

TEST(Apply, DoesWhatThePlanSaid) {
  LocalFleet fleet(2);
  want_something_everywhere(fleet);
  fleet.apply();
  fleet.write("host-0", "/etc/b", "damaged\n");
  std::filesystem::remove(fleet.at("host-1", "/etc/c"));
  const std::unique_ptr<Fleet> run = fleet.begin();
  const SurveyReport plan = fleet.survey(*run);
  EXPECT_EQ(plan.changes(), 2);
  const ApplyResult result = fleet.apply(*run);
  EXPECT_EQ(made_of(result), "host-0: 01_first: file /etc/b\nhost-1: 02_second: file /etc/c\n");
  EXPECT_EQ(fleet.connections("host-0"), 2) << "one for each run: the plan's is used again";
}

TEST(Apply, AFailureStopsOnlyWhatDependsOnIt) {
  LocalFleet fleet(2);
  want_something_everywhere(fleet);
  ASSERT_TRUE(make_directories(fleet.at("host-1", "/etc/b")));
  const ApplyResult result = fleet.apply();
  EXPECT_EQ(ends_of(result),
            "01_first on host-0: changed (2)\n"
            "01_first on host-1: failed (1): '/etc/b' is a directory, and a file should be there\n"
            "02_second on host-0: changed (1)\n"
            "02_second on host-1: never tried, because of 01_first on host-1\n"
            "03_all on host-0: never tried, because of 01_first on host-1\n"
            "03_all on host-1: never tried, because of 01_first on host-1\n");
  EXPECT_EQ(fleet.read("host-1", "/etc/a"), "one\n");
  EXPECT_EQ(fleet.read("host-1", "/etc/c"), "(none)");
  std::filesystem::remove(fleet.at("host-1", "/etc/b"));
  const ApplyResult again = fleet.apply();
  EXPECT_EQ(made_of(again),
            "host-0: 03_all: file /etc/d\n"
            "host-1: 01_first: file /etc/b\n"
            "host-1: 02_second: file /etc/c\n");
}

TEST(Apply, AHostThatCantBeReachedIsAskedOnceAndHoldsNobody) {
  LocalFleet fleet(2);
  want_something_everywhere(fleet);
  fleet.refuse_connections("host-1");
  const std::unique_ptr<Fleet> run = fleet.begin();
  EXPECT_EQ(fleet.survey(*run).error()->message, "1 of 2 hosts could not be looked at: host-1");
  EXPECT_EQ(ends_of(fleet.apply(*run)),
            "01_first on host-0: changed (2)\n"
            "01_first on host-1: not reachable: host-1 refuses the connection\n"
            "02_second on host-0: changed (1)\n"
            "02_second on host-1: never tried, because of 01_first on host-1\n"
            "03_all on host-0: never tried, because of 01_first on host-1\n"
            "03_all on host-1: never tried, because of 01_first on host-1\n");
  fleet.survey(*run);
  EXPECT_EQ(fleet.connections("host-1"), 1);
}

TEST(Apply, AnUnfitHostIsLeftAlone) {
  LocalFleet fleet(2);
  want_something_everywhere(fleet);
  fleet.find_wrong("host-0", {.severity = Severity::warning, .message = "it is slow", .hint = "wait"});
  fleet.find_wrong("host-1", {.severity = Severity::error, .message = "it is on fire", .hint = "call for help"});
  const ApplyResult result = fleet.apply();
  EXPECT_EQ(ends_of(result),
            "01_first on host-0: changed (2)\n"
            "01_first on host-1: failed: it is on fire\n"
            "02_second on host-0: changed (1)\n"
            "02_second on host-1: never tried, because of 01_first on host-1\n"
            "03_all on host-0: never tried, because of 01_first on host-1\n"
            "03_all on host-1: never tried, because of 01_first on host-1\n");
  EXPECT_EQ(result.report.results.at(1).outcome.error->hint, "call for help");
  EXPECT_FALSE(path_exists(fleet.at("host-1", "/etc")));
}

// What was right in the survey, and so was not sent, is damaged before its stage is made.
TEST(Apply, WhatIsDamagedAfterTheLookIsMendedToo) {
  LocalFleet fleet(1);
  fleet.want("01_first", "host-0", {test_file("/etc/a", "one\n"), test_file("/etc/b", "two\n")});
  fleet.apply();
  fleet.write("host-0", "/etc/a", "damaged\n");
  const std::unique_ptr<Fleet> run = fleet.begin();
  EXPECT_EQ(fleet.survey(*run).changes(), 1);
  fleet.write("host-0", "/etc/b", "damaged too\n");
  EXPECT_EQ(made_of(fleet.apply(*run)), "host-0: 01_first: file /etc/a\nhost-0: 01_first: file /etc/b\n");
  EXPECT_EQ(fleet.read("host-0", "/etc/b"), "two\n");
}

TEST(Apply, WhatAChapterNoLongerWantsIsTakenBack) {
  LocalFleet fleet(1);
  fleet.write("host-0", "/b", "before\n");
  fleet.want("01_first", "host-0", {test_file("/a", "one\n"), test_file("/b", "two\n"), test_file("/c", "three\n")});
  fleet.apply();
  fleet.want("01_first", "host-0", {test_file("/a", "one\n")});
  const std::unique_ptr<Fleet> run = fleet.begin();
  const SurveyReport plan = fleet.survey(*run);
  EXPECT_EQ(plan.hosts.at(0).survey.stages.at(0).sight.leftovers, (std::vector<std::string>{"file /c", "file /b"}));
  const ApplyResult result = fleet.apply(*run);
  EXPECT_EQ(made_of(result), "host-0: 01_first: file /c\nhost-0: 01_first: file /b\n");
  EXPECT_EQ(fleet.read("host-0", "/a"), "one\n");
  EXPECT_EQ(fleet.read("host-0", "/b"), "before\n");
  EXPECT_EQ(fleet.read("host-0", "/c"), "(none)");
  EXPECT_EQ(fleet.apply().report.end(), RunEnd::unchanged);
}

// Stops the run as soon as a stage says that it is at a certain thing.
class Stopper final : public Listener {
 public:
  explicit Stopper(std::string at) : at_(std::move(at)) {}
  void on_event(const StampedEvent& event) noexcept override {
    const auto* progress = std::get_if<ActivityProgress>(&event.event);
    if (progress != nullptr && progress->note == at_) stop.request_stop();
  }
  std::stop_source stop;

 private:
  std::string at_;
};

TEST(Apply, AStopInTheMiddleLeavesWholeThingsAndCanGoOn) {
  LocalFleet fleet(1);
  fleet.want("01_first", "host-0", {test_file("/a", "one\n"), endless_wait(), test_file("/b", "two\n")});
  fleet.want("02_second", "host-0", {test_file("/c", "three\n")});
  Stopper stopper("wait never");
  const ApplyResult result = fleet.apply(*fleet.begin(stopper.stop.get_token()), stopper.stop.get_token(), &stopper);
  EXPECT_EQ(result.report.end(), RunEnd::stopped);
  const StageOutcome& first = result.report.results.at(0).outcome;
  EXPECT_EQ(first.end, StageEnd::stopped);
  EXPECT_EQ(first.changes, 1);
  EXPECT_EQ(first.error->context, std::vector<std::string>{"making wait never"});
  EXPECT_EQ(result.report.results.at(1).outcome.end, StageEnd::never_tried);
  EXPECT_EQ(fleet.read("host-0", "/a"), "one\n");
  EXPECT_EQ(fleet.read("host-0", "/b"), "(none)");
  fleet.want("01_first", "host-0", {test_file("/a", "one\n"), test_file("/b", "two\n")});
  EXPECT_EQ(ends_of(fleet.apply()),
            "01_first on host-0: changed (1)\n"
            "02_second on host-0: changed (1)\n"
            "03_all on host-0: unchanged\n");
}

TEST(Apply, BeingStoppedBeforeItBeginsItConnectsToNobody) {
  LocalFleet fleet(2);
  want_something_everywhere(fleet);
  std::stop_source stop;
  stop.request_stop();
  const ApplyResult result = fleet.apply(*fleet.begin(stop.get_token()), stop.get_token());
  EXPECT_EQ(result.report.end(), RunEnd::stopped);
  EXPECT_EQ(fleet.connections("host-0") + fleet.connections("host-1"), 0);
}

TEST(ApplyJson, SaysWhatWasMade) {
  LocalFleet fleet(1);
  fleet.want("01_first", "host-0", {test_file("/a", "one\n")});
  const Json json = apply_json(fleet.apply());
  EXPECT_EQ(json.text("outcome").value(), "changed");
  EXPECT_EQ(json.field("changed")->compact(), R"([{"host":"host-0","chapter":"01_first","id":"file /a",)"
                                              R"("properties":[{"property":"there","found":"no","wanted":"yes"}]}])");
  EXPECT_EQ(json.field("round_trips")->compact(), R"({"host-0":5})");
}

TEST(StagesOfCluster, RunAChapterWhereItsRoleIs) {
  Cluster cluster;
  for (const char* name : {"controller-0", "worker-0"}) {
    Host host;
    host.name = name;
    cluster.hosts.push_back(host);
  }
  cluster.hosts[0].role = Role::controller;
  const std::vector<Chapter> chapters = {
      {.name = "01_all", .title = "", .holds_after = ""},
      {.name = "02_controllers", .title = "", .holds_after = "", .only_on = Role::controller}};
  const StageGraph graph = stages_of_cluster(chapters, cluster).value();
  ASSERT_EQ(graph.stages.size(), 3u);
  EXPECT_EQ(graph.stages[2].name.text(), "02_controllers on controller-0");
}

}  // namespace
}  // namespace vent
