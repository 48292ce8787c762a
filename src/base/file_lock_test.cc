#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <thread>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"

namespace vent {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class FileLockTest : public testing::Test {
 protected:
  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Path path_ = directory_.path() / "daemon.lock";
};

TEST_F(FileLockTest, SaysWhoHoldsIt) {
  EXPECT_EQ(FileLock::holder(path_)->has_value(), false) << "there is no file";
  const Result<FileLock> lock = FileLock::take(path_, "serving\nthe API", "ana@desk");
  ASSERT_TRUE(lock);
  const std::optional<FileLock::Holder> holder = *FileLock::holder(path_);
  ASSERT_TRUE(holder);
  EXPECT_EQ(holder->process_id, ::getpid());
  EXPECT_EQ(holder->purpose, "serving the API");
  EXPECT_EQ(holder->owner, "ana@desk");
  EXPECT_EQ(holder->since.size(), std::string("2026-01-01T00:00:00Z").size());
}

TEST_F(FileLockTest, ASecondTakerIsToldAboutTheFirst) {
  const Result<FileLock> first = FileLock::take(path_, "vent metal serve");
  ASSERT_TRUE(first);
  const timespec two_hours_ago[] = {{::time(nullptr) - 7200, 0}, {::time(nullptr) - 7200, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path_.c_str(), two_hours_ago, 0), 0);
  const Result<FileLock> second = FileLock::take(path_, "other");
  ASSERT_FALSE(second);
  const Error& error = second.error();
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.id, "VENT_LOCKED");
  EXPECT_EQ(error.retry, Retry::later);
  EXPECT_THAT(error.message, HasSubstr(fmt::format("'{}' is locked by process {} (vent metal serve) for 2 h",
                                                   path_.native(), ::getpid())));
  EXPECT_THAT(error.hint, HasSubstr(fmt::format("kill {}", ::getpid())));
}

TEST_F(FileLockTest, IsFreeAfterItsEnd) {
  {
    const Result<FileLock> lock = FileLock::take(path_, "a much longer purpose than the one that follows");
    ASSERT_TRUE(lock);
  }
  EXPECT_EQ(FileLock::holder(path_)->has_value(), false);
  const Result<FileLock> again = FileLock::take(path_, "short");
  ASSERT_TRUE(again);
  EXPECT_EQ((*FileLock::holder(path_))->purpose, "short");
  EXPECT_THAT(*read_file(path_), testing::Not(HasSubstr("longer")));
}

TEST_F(FileLockTest, MovesWithItsOwner) {
  Result<FileLock> lock = FileLock::take(path_, "x");
  std::optional<FileLock> kept(std::move(*lock));
  lock = fail(Error(ErrorKind::failed, "gone"));
  EXPECT_FALSE(FileLock::take(path_, "y"));
  kept.reset();
  EXPECT_TRUE(FileLock::take(path_, "y"));
}

// A shell script may hold the same lock; it writes nothing about itself, so what is in the file is of somebody before.
TEST_F(FileLockTest, OfAnotherProgramEndsWithItHoweverItEnds) {
  ASSERT_TRUE(write_file(path_, "process: 4194304\nsince: 2026-01-01T00:00:00Z\npurpose: long dead\n"));
  EXPECT_EQ(FileLock::holder(path_)->has_value(), false);
  const Path output = directory_.path() / "output";
  const Result<pid_t> other = start_detached(
      {.arguments = {"flock", path_.native(), "sh", "-c", "echo taken; exec sleep 1000"}, .output_file = output});
  ASSERT_TRUE(other);
  while (read_file_if_present(output)->value_or("") != "taken\n") std::this_thread::sleep_for(1ms);

  const std::optional<FileLock::Holder> holder = *FileLock::holder(path_);
  ASSERT_TRUE(holder);
  EXPECT_EQ(holder->process_id, 0) << "who is in the file is dead, so it can't be the holder";
  EXPECT_EQ(FileLock::take(path_, "x").error().message,
            fmt::format("'{}' is locked by another process", path_.native()));

  ::kill(-*other, SIGKILL);
  EXPECT_TRUE(ProcessHandle::open(*other) == std::nullopt || ProcessHandle::open(*other)->wait(10s));
  // Its child held the lock too and ends in its own time.
  while (FileLock::holder(path_)->has_value()) std::this_thread::sleep_for(1ms);
  EXPECT_TRUE(FileLock::take(path_, "x"));
}

TEST_F(FileLockTest, IsNotInheritedByPrograms) {
  std::optional<FileLock> lock = *FileLock::take(path_, "x");
  const Result<pid_t> child =
      start_detached({.arguments = {"sleep", "1000"}, .output_file = directory_.path() / "output"});
  ASSERT_TRUE(child);
  const std::optional<ProcessHandle> handle = ProcessHandle::open(*child);
  lock.reset();
  EXPECT_TRUE(FileLock::take(path_, "y"));
  handle->send(SIGKILL);
  EXPECT_TRUE(handle->wait(10s));
}

TEST_F(FileLockTest, LookingGetsInNobodysWay) {
  std::vector<std::jthread> lookers;
  for (int looker = 0; looker < 3; ++looker)
    lookers.emplace_back([&](std::stop_token stop) {
      while (!stop.stop_requested()) {
        EXPECT_TRUE(FileLock::holder(path_));
        std::this_thread::yield();
      }
    });
  for (int round = 0; round < 100; ++round) {
    const Result<FileLock> lock = FileLock::take(path_, "x");
    ASSERT_TRUE(lock) << round << lock.error().text();
    ASSERT_FALSE(FileLock::take(path_, "y")) << "those who look don't make it free either";
  }
}

TEST_F(FileLockTest, NeedsItsDirectory) {
  EXPECT_EQ(FileLock::take(directory_.path() / "none/lock", "x").error().kind, ErrorKind::missing);
  EXPECT_EQ(FileLock::holder(directory_.path() / "none/lock")->has_value(), false);
}

}  // namespace
}  // namespace vent
