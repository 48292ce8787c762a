#include "readings/turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/locked.h"

namespace vent {
namespace {

Sight sight(const std::string& id, const std::vector<std::string>& properties) {
  Sight sight{.id = id, .changes = {}, .found_text = {}, .error = {}};
  for (const std::string& property : properties)
    sight.changes.push_back({.property = property, .found = "", .wanted = ""});
  return sight;
}

bool starts_anew(const std::vector<Sight>& sights) {
  return starts_anew_what_runs({.chapter = "07_etcd", .resources = sights, .leftovers = {}});
}

TEST(Turns, AreForWhatRunsAlready) {
  EXPECT_TRUE(starts_anew({sight("file /etc/a", {}), sight("unit etcd.service", {"content", "started from"})}));
  EXPECT_FALSE(starts_anew({sight("unit etcd.service", {"running", "started from"})})) << "it has to be started anyway";
  EXPECT_FALSE(starts_anew({sight("unit etcd.service", {"there"})})) << "a first build waits for nobody";
  EXPECT_FALSE(starts_anew({sight("unit etcd.service", {"at boot"})}));
  EXPECT_FALSE(starts_anew({sight("file /etc/a", {"content"})}));
}

class TurnsTest : public testing::Test {
 protected:
  // Takes a turn on a thread of its own, which ends when it has it, or never will.
  std::jthread taking(const std::string& host) {
    return std::jthread([this, host] {
      const Result<> taken = turns_.take(host, stop_.get_token());
      if (taken)
        ++has_it_;
      else
        errors_.with([&](auto& errors) { errors.push_back(taken.error()); });
    });
  }
  void let_noticing_pass() {
    while (clock_.sleeping() == 0) std::this_thread::yield();
    clock_.advance(std::chrono::seconds(3));
  }
  std::vector<Error> errors() {
    return errors_.with([](auto& errors) { return errors; });
  }

  VirtualClock clock_;
  Turns turns_{clock_};
  std::stop_source stop_;
  std::atomic<int> has_it_ = 0;
  Locked<std::vector<Error>> errors_;
};

TEST_F(TurnsTest, TheNextBeginsWhenEverybodyHasNoticedThatTheOneBeforeIsBack) {
  taking("controller-0").join();
  EXPECT_EQ(has_it_, 1);
  std::jthread second = taking("controller-1");
  turns_.give_back("controller-1", true);  // which has none yet
  EXPECT_EQ(has_it_, 1);
  turns_.give_back("controller-0", true);
  let_noticing_pass();
  second.join();
  EXPECT_EQ(has_it_, 2);
}

TEST_F(TurnsTest, WhoDoesNotComeBackIsTheLast) {
  taking("controller-0").join();
  std::jthread second = taking("controller-1"), third = taking("controller-2");
  turns_.give_back("controller-0", false);
  second.join();
  third.join();
  EXPECT_EQ(has_it_, 1);
  ASSERT_EQ(errors().size(), 2u);
  EXPECT_EQ(errors()[0].id, "VENT_TURN");
  EXPECT_NE(errors()[0].message.find("controller-0 was started anew and is not back"), std::string::npos);
}

TEST_F(TurnsTest, AStopEndsTheWait) {
  taking("controller-0").join();
  std::jthread second = taking("controller-1");
  stop_.request_stop();
  second.join();
  ASSERT_EQ(errors().size(), 1u);
  EXPECT_EQ(errors()[0].kind, ErrorKind::interrupted);
}

}  // namespace
}  // namespace vent
