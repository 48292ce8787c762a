#include "commands/history.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "graph/journal.h"

namespace vent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kClusterFile = R"(apiVersion: vent/v1
kind: Cluster
name: demo
hosts:
  - name: controller-0
    role: controller
    address: 192.0.2.1
    privateAddress: 10.0.0.1
)";

class Heard final : public Listener {
 public:
  void on_event(const StampedEvent& event) noexcept override {
    if (const Said* said = std::get_if<Said>(&event.event)) texts.push_back(said->text);
  }
  std::vector<std::string> texts;
};

// With a state directory of its own, in which the journal stands where the command looks for it.
class HistoryTest : public testing::Test {
 protected:
  HistoryTest() {
    ::setenv("XDG_STATE_HOME", directory_.path().c_str(), 1);
    bus_.add(heard_);
    if (!write_file(cluster_file_, kClusterFile)) throw std::runtime_error("no cluster file");
  }
  ~HistoryTest() override { ::unsetenv("XDG_STATE_HOME"); }

  Journal journal() const {
    const Path folder = directory_.path() / "vent" / "clusters" / "demo";
    static_cast<void>(make_directories(folder));  // what comes next fails without it
    return *Journal::open(folder / "journal.db", [](const std::string&) {});
  }
  std::int64_t begin_run(Journal& journal, RunOwner owner) const {
    return *journal.begin_run({.command = "vent apply -y",
                               .cluster = "demo",
                               .version = "0.1.0",
                               .owner = std::move(owner),
                               .started = clock_.wall()});
  }
  std::string shown(const std::string& run = "", int last = 20) {
    testing::internal::CaptureStdout();
    const Result<int> code = history(context_, {.cluster_file = cluster_file_.string(), .run = run, .last = last});
    const std::string output = testing::internal::GetCapturedStdout();
    return code ? output : code.error().text();
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Path cluster_file_ = directory_.path() / "my cluster.yaml";
  VirtualClock clock_;
  EventBus bus_{clock_};
  Heard heard_;
  CommandContext context_{.bus = bus_, .clock = clock_, .stop = {}};
};

TEST_F(HistoryTest, OfAClusterThatNobodyHasTouchedMakesNoJournal) {
  EXPECT_EQ(shown(), "");
  EXPECT_THAT(heard_.texts, ElementsAre("nothing has been run on this cluster yet"));
  EXPECT_THAT(shown("1"), HasSubstr("the journal knows no run 1 [VENT_RUN_UNKNOWN]"));
  EXPECT_FALSE(path_exists(directory_.path() / "vent" / "clusters" / "demo" / "journal.db"));
  context_.output = OutputChoice::json;
  EXPECT_EQ(shown(), "{\n  \"schemaVersion\": 1,\n  \"runs\": []\n}\n");
}

TEST_F(HistoryTest, KnowsARunThatGoesOnFromOneThatBrokeOff) {
  Journal written = journal();
  RunOwner owner = *this_owner();
  begin_run(written, owner);
  owner.begun = "another process had this number";
  begin_run(written, owner);
  const std::string list = shown();
  EXPECT_THAT(list, testing::ContainsRegex("2 .* broken off .* vent apply -y"));
  EXPECT_THAT(list, testing::ContainsRegex("1 .* running .* vent apply -y"));
  EXPECT_LT(list.find("broken off"), list.find("running")) << "the newest first";
  EXPECT_THAT(shown("", 1), Not(HasSubstr("running")));
}

TEST_F(HistoryTest, ShowsTheStepsOfOneRun) {
  Journal written = journal();
  const std::int64_t id = begin_run(written, *this_owner());
  ASSERT_TRUE(written.add_step(id, {.stage = {"03_machines", "controller-0"}, .end = StageEnd::changed, .changes = 7}));
  ASSERT_TRUE(written.end_run(id, RunEnd::changed, clock_.wall()));
  EXPECT_THAT(shown("1"), HasSubstr("03_machines   controller-0   changed   7"));
  context_.output = OutputChoice::json;
  EXPECT_THAT(shown("1"), HasSubstr("\"chapter\": \"03_machines\""));
}

TEST_F(HistoryTest, WarnsOfABrokenJournalAndGoesOn) {
  { journal(); }
  const Path file = directory_.path() / "vent" / "clusters" / "demo" / "journal.db";
  ASSERT_TRUE(write_file(file, std::string(5000, 'x')));
  EXPECT_EQ(shown(), "");
  EXPECT_THAT(heard_.texts, ElementsAre(HasSubstr("could not be read"), HasSubstr("nothing has been run")));
}

TEST_F(HistoryTest, SaysWhichCommandListsTheRuns) {
  EXPECT_THAT(shown("x"), HasSubstr("'x' is not the number of a run [VENT_RUN_UNKNOWN]"));
  EXPECT_THAT(shown("x"), HasSubstr(fmt::format("next: vent history -f '{}' lists them", cluster_file_.string())));
}

}  // namespace
}  // namespace vent
