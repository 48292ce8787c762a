#include "graph/cluster_lock.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>

#include "support/golden.h"

namespace vent {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class ClusterLockTest : public testing::Test {
 protected:
  static LockPurpose purpose(const std::string& command) {
    return {.cluster = "demo",
            .command = command,
            .owner = {.user = "ana", .machine = "desk", .process_id = 1, .begun = ""}};
  }

  VirtualClock clock_;
  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Path file_ = directory_.path() / "lock";
};

TEST_F(ClusterLockTest, TheSecondIsToldAboutTheFirst) {
  const Result<ClusterLock> first = ClusterLock::take(file_, purpose("vent apply -y"), clock_);
  ASSERT_TRUE(first);
  const Result<ClusterLock> second = ClusterLock::take(file_, purpose("vent reset"), clock_);
  ASSERT_FALSE(second);
  const Error& error = second.error();
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.id, "VENT_CLUSTER_LOCKED");
  EXPECT_EQ(error.retry, Retry::later);
  EXPECT_THAT(error.message, HasSubstr(fmt::format("ana@desk, process {}, since ", ::getpid())));
  EXPECT_EQ(error.details, "vent apply -y");
}

TEST_F(ClusterLockTest, IsFreeWhenItsHolderIsGone) {
  std::optional<ClusterLock> lock = *ClusterLock::take(file_, purpose("vent apply"), clock_);
  lock.reset();
  EXPECT_TRUE(ClusterLock::take(file_, purpose("vent apply"), clock_));
}

TEST_F(ClusterLockTest, APlaceThatCantBeWrittenIsAnotherError) {
  const Result<ClusterLock> lock = ClusterLock::take(directory_.path() / "no" / "lock", purpose("vent apply"), clock_);
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().kind, ErrorKind::missing);
}

TEST_F(ClusterLockTest, ItsErrorSaysWhoSinceWhenForWhatAndWhatToDo) {
  const WallTime now = clock_.wall() + 125s;
  std::string text;
  for (const FileLock::Holder& holder :
       {FileLock::Holder{
            .process_id = 4711, .since = "2026-01-01T00:00:00Z", .purpose = "ana@desk vent apply -y", .owner = ""},
        FileLock::Holder{
            .process_id = 4711, .since = "2027-01-01T00:00:00Z", .purpose = "ana@desk vent apply", .owner = ""},
        FileLock::Holder{.process_id = 4711, .since = "who knows", .purpose = "ana@desk", .owner = ""},
        FileLock::Holder{.process_id = 4711, .since = "2026-01-01T00:00:05Z", .purpose = "vent adopt", .owner = ""},
        FileLock::Holder{.process_id = 0, .since = "", .purpose = "", .owner = ""}})
    text += locked_error("demo", holder, now).text() + "\n\n";
  expect_golden("locked_errors.txt", text);
}

}  // namespace
}  // namespace vent
