#include "graph/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr WallTime kStart{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}};

NewRun new_run(const std::string& command = "vent apply -y") {
  return {.command = command,
          .cluster = "demo",
          .version = "0.1.0",
          .owner = {.user = "ana", .machine = "desk", .process_id = 4711, .begun = "123 abc"},
          .started = kStart};
}

JournalStep step(const std::string& chapter, Duration took, StageEnd end = StageEnd::changed) {
  return {.stage = {chapter, "worker-0"}, .end = end, .changes = 2, .started = kStart + 1s, .took = took};
}

class JournalTest : public testing::Test {
 protected:
  Journal open(const JournalLimits& limits = {}) {
    Result<Journal> journal = Journal::open(file_, warn_, limits);
    if (!journal) throw std::runtime_error(journal.error().text());
    return std::move(*journal);
  }
  static std::vector<std::int64_t> ids(Journal& journal) {
    std::vector<std::int64_t> found;
    const std::vector<JournalRun> runs = *journal.last_runs(100);
    for (const JournalRun& run : runs) found.push_back(run.id);
    return found;
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Path file_ = directory_.path() / "journal.db";
  std::vector<std::string> warnings_;
  Warn warn_ = [this](std::string text) { warnings_.push_back(std::move(text)); };
};

TEST_F(JournalTest, IsEmptyAtFirst) {
  Journal journal = open();
  EXPECT_THAT(*journal.last_runs(10), IsEmpty());
  EXPECT_EQ(*journal.run(1), std::nullopt);
  EXPECT_THAT(*journal.steps(1), IsEmpty());
  EXPECT_THAT(*journal.usual_durations(StageEnd::changed), IsEmpty());
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(JournalTest, RemembersARunWhileItGoesOnAndAfterItsEnd) {
  Journal writer = open();
  const std::int64_t id = *writer.begin_run(new_run());
  ASSERT_TRUE(writer.add_step(id, step("03_machines", 3s)));
  {
    Journal reader = open();
    const JournalRun run = reader.run(id)->value();
    EXPECT_EQ(run.what, new_run());
    EXPECT_EQ(run.ended, std::nullopt);
    EXPECT_EQ(run.end, std::nullopt);
    EXPECT_EQ(run.changes, 2);
  }
  ASSERT_TRUE(writer.add_step(id, step("04_etcd", 1s)));
  ASSERT_TRUE(writer.end_run(id, RunEnd::changed, kStart + 5s));
  const std::vector<JournalRun> runs = *open().last_runs(10);
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_EQ(runs[0].ended, kStart + 5s);
  EXPECT_EQ(runs[0].end, RunEnd::changed);
  EXPECT_EQ(runs[0].changes, 4);
}

TEST_F(JournalTest, TheNewestComesFirstAndStepsComeAsTheyEnded) {
  Journal journal = open();
  for (const char* command : {"first", "second", "third"}) ASSERT_TRUE(journal.begin_run(new_run(command)));
  const std::vector<JournalRun> runs = *journal.last_runs(2);
  ASSERT_THAT(runs, SizeIs(2));
  EXPECT_EQ(runs[0].what.command, "third");
  EXPECT_EQ(runs[1].what.command, "second");
  const JournalStep late = step("04_etcd", 1s);
  const JournalStep early = step("03_machines", 2s);
  ASSERT_TRUE(journal.add_step(1, late));
  ASSERT_TRUE(journal.add_step(2, early));
  ASSERT_TRUE(journal.add_step(1, early));
  EXPECT_THAT(*journal.steps(1), ElementsAre(late, early));
  EXPECT_FALSE(journal.add_step(99, late)) << "of a run that is not there";
}

TEST_F(JournalTest, AStepIsWhatTheRunRemembersOfAStage) {
  const Stage stage{.name = {"03_machines", "worker-0"}};
  const StageResult result{
      .outcome = {.end = StageEnd::failed, .changes = 1, .error = Error(ErrorKind::failed, "no").with_hint("try")},
      .started = kStart,
      .took = 2s};
  const JournalStep noted = journal_step(stage, result);
  EXPECT_EQ(noted.stage, stage.name);
  EXPECT_EQ(noted.end, StageEnd::failed);
  EXPECT_EQ(noted.changes, 1);
  EXPECT_EQ(noted.started, kStart);
  EXPECT_EQ(noted.took, 2s);
  EXPECT_EQ(noted.error, "error: no\n  next: try");
}

TEST_F(JournalTest, ForgetsTheOldestRuns) {
  Journal journal = open({.runs = 3});
  for (int number = 0; number < 5; ++number) {
    const std::int64_t id = *journal.begin_run(new_run());
    ASSERT_TRUE(journal.add_step(id, step("03_machines", 1s)));
  }
  EXPECT_THAT(ids(journal), ElementsAre(5, 4, 3)) << "an id is never given again";
  EXPECT_THAT(*journal.steps(2), IsEmpty()) << "steps go with their run";
  EXPECT_THAT(*journal.steps(3), SizeIs(1));
}

TEST_F(JournalTest, ForgetsRunsWhoseStepsAreTooMany) {
  Journal journal = open({.steps = 25});
  for (int number = 0; number < 6; ++number) {
    const std::int64_t id = *journal.begin_run(new_run());
    for (int count = 0; count < 10; ++count) ASSERT_TRUE(journal.add_step(id, step("03_machines", 1s)));
  }
  // When run 6 began there were 50 steps: the last 25 are of 3 to 5, and of run 3 only half.
  EXPECT_THAT(ids(journal), ElementsAre(6, 5, 4));
}

TEST_F(JournalTest, KnowsHowLongChaptersUsuallyTake) {
  Journal journal = open();
  const std::int64_t old = *journal.begin_run(new_run());
  ASSERT_TRUE(journal.add_step(old, step("03_machines", 1h)));
  for (int number = 0; number < 20; ++number) {
    const std::int64_t id = *journal.begin_run(new_run());
    // An odd one out says little; another end says nothing.
    ASSERT_TRUE(journal.add_step(id, step("03_machines", number == 7 ? 1h : 4s + number * 1ms)));
    ASSERT_TRUE(journal.add_step(id, step("03_machines", 20ms, StageEnd::unchanged)));
    ASSERT_TRUE(journal.add_step(id, step("04_etcd", 1s, StageEnd::failed)));
  }
  EXPECT_THAT(*journal.usual_durations(StageEnd::changed), UnorderedElementsAre(Pair("03_machines", 4011ms)));
  EXPECT_THAT(*journal.usual_durations(StageEnd::unchanged), UnorderedElementsAre(Pair("03_machines", 20ms)));
}

TEST_F(JournalTest, ABrokenFileIsMovedAsideWithAWarning) {
  const std::string garbage(5000, 'x');
  for (int time = 1; time <= 2; ++time) {
    warnings_.clear();
    ASSERT_TRUE(write_file(file_, garbage));
    Journal journal = open();
    EXPECT_THAT(warnings_, ElementsAre(HasSubstr(file_.string() + ".broken")));
    EXPECT_EQ(*read_file(file_.string() + ".broken"), garbage);
    EXPECT_TRUE(journal.begin_run(new_run()));
  }
  warnings_.clear();
  EXPECT_THAT(ids(*std::make_unique<Journal>(open())), ElementsAre(1));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(JournalTest, SoIsOneThatIsBrokenInTheMiddle) {
  {
    Journal journal = open();
    const std::int64_t id = *journal.begin_run(new_run());
    for (int count = 0; count < 500; ++count) ASSERT_TRUE(journal.add_step(id, step("03_machines", 1s)));
  }
  std::string bytes = *read_file(file_);
  ASSERT_GT(bytes.size(), 5u * 4096);
  for (std::size_t page = 2; page * 4096 < bytes.size(); ++page) bytes.replace(page * 4096, 200, 200, 'x');
  ASSERT_TRUE(write_file(file_, bytes));
  Journal journal = open();
  EXPECT_THAT(warnings_, SizeIs(1));
  EXPECT_THAT(ids(journal), IsEmpty());
}

// A log that was left behind belongs to the broken file: its pages must not turn up in the new one.
TEST_F(JournalTest, TheLogOfABrokenFileIsNotTheNewOnes) {
  {
    Journal journal = open();
    ASSERT_TRUE(journal.begin_run(new_run("of the broken one")));
  }
  std::string log;  // of some steps, without the file's first page, which could heal it
  {
    Journal journal = open();
    ASSERT_TRUE(journal.add_step(1, step("03_machines", 1s)));
    log = *read_file(file_.string() + "-wal");
  }
  ASSERT_FALSE(log.empty());
  ASSERT_TRUE(write_file(file_, std::string(5000, 'x')));
  ASSERT_TRUE(write_file(file_.string() + "-wal", log));
  Journal journal = open();
  EXPECT_THAT(warnings_, SizeIs(1));
  EXPECT_THAT(ids(journal), IsEmpty());
  EXPECT_THAT(*journal.steps(1), IsEmpty());
  EXPECT_EQ(*journal.begin_run(new_run()), 1);
}

TEST_F(JournalTest, AFileOfANewerVentIsLeftAlone) {
  { ASSERT_TRUE(Database::open(file_, std::vector<std::string>(20, "SELECT 1"))); }
  const Result<Journal> journal = Journal::open(file_, warn_);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().id, "VENT_DATABASE_NEWER");
  EXPECT_THAT(warnings_, IsEmpty());
  EXPECT_FALSE(path_exists(file_.string() + ".broken"));
}

TEST_F(JournalTest, AMissingFolderIsAnError) {
  const Result<Journal> journal = Journal::open(directory_.path() / "no" / "journal.db", warn_);
  ASSERT_FALSE(journal);
  EXPECT_THAT(journal.error().text(), HasSubstr("while opening the journal"));
  EXPECT_THAT(warnings_, IsEmpty());
}

// To the millisecond, and whatever the texts are.
RC_GTEST_PROP(JournalProperty, StepsComeBackAsTheyWere, ()) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  Journal journal = *Journal::open(directory.path() / "journal.db", [](const std::string&) {});
  const auto text = [] { return *rc::gen::arbitrary<std::string>(); };
  const auto number = [](std::int64_t least) { return *rc::gen::inRange<std::int64_t>(least, 1LL << 41); };
  NewRun run = new_run(text());
  run.owner.begun = text();
  run.started = WallTime(std::chrono::milliseconds(number(0)));
  const std::int64_t id = *journal.begin_run(run);
  std::vector<JournalStep> steps;
  for (int count = *rc::gen::inRange(0, 5); count > 0; --count) {
    JournalStep one{.stage = {text(), text()},
                    .end = static_cast<StageEnd>(*rc::gen::inRange(0, 6)),
                    .changes = number(0),
                    .took = std::chrono::milliseconds(number(0) >> 10),
                    .error = text()};
    if (*rc::gen::arbitrary<bool>()) one.started = WallTime(std::chrono::milliseconds(number(1)));
    if (*rc::gen::arbitrary<bool>()) one.because_of = StageName{"x" + text(), text()};
    RC_ASSERT(journal.add_step(id, one).has_value());
    steps.push_back(std::move(one));
  }
  RC_ASSERT(*journal.steps(id) == steps);
  RC_ASSERT((*journal.run(id))->what == run);
}

}  // namespace
}  // namespace vent
