#include "base/stop_event.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <thread>

#include "base/poll_deadline.h"
#include "base/wakeup.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

bool is_readable(int descriptor, int timeout = 0) {
  pollfd waiting = {descriptor, POLLIN, 0};
  return ::poll(&waiting, 1, timeout) == 1;
}

bool is_open(int descriptor) { return ::fcntl(descriptor, F_GETFD) >= 0; }

TEST(StopEvent, IsReadableOnceStopped) {
  std::stop_source source;
  const StopEvent event(source.get_token());
  EXPECT_FALSE(is_readable(event.descriptor()));
  source.request_stop();
  EXPECT_TRUE(is_readable(event.descriptor()));
  EXPECT_TRUE(is_readable(event.descriptor())) << "for good";
}

TEST(StopEvent, IsReadableAtOnceWhenStoppedBefore) {
  std::stop_source source;
  source.request_stop();
  EXPECT_TRUE(is_readable(StopEvent(source.get_token()).descriptor()));
}

TEST(StopEvent, NeverOfATokenThatNobodyCanStop) { EXPECT_FALSE(is_readable(StopEvent({}).descriptor())); }

TEST(StopEvent, WakesAWaiter) {
  std::stop_source source;
  const StopEvent event(source.get_token());
  std::jthread stopper([&] { source.request_stop(); });
  EXPECT_TRUE(is_readable(event.descriptor(), -1));
}

TEST(StopEvent, MayEndWhileTheStopComes) {
  for (int round = 0; round < 200; ++round) {
    std::stop_source source;
    std::jthread stopper([&] { source.request_stop(); });
    const StopEvent event(source.get_token());
  }
}

TEST(StopEvent, ClosesItsDescriptor) {
  int descriptor = -1;
  {
    const StopEvent event({});
    descriptor = event.descriptor();
    ASSERT_TRUE(is_open(descriptor));
    EXPECT_EQ(::fcntl(descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  }
  EXPECT_FALSE(is_open(descriptor));
}

TEST(Wakeup, RingsUntilCleared) {
  const Wakeup bell;
  EXPECT_FALSE(is_readable(bell.descriptor()));
  bell.clear();  // with nothing to clear
  bell.ring();
  bell.ring();
  EXPECT_TRUE(is_readable(bell.descriptor()));
  bell.clear();
  EXPECT_FALSE(is_readable(bell.descriptor()));
}

TEST(FileDescriptor, ClosesWhatItOwns) {
  const int number = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  {
    FileDescriptor first(number);
    EXPECT_TRUE(first.is_open());
    FileDescriptor second(std::move(first));
    EXPECT_EQ(second.number(), number);
    FileDescriptor third;
    third = std::move(second);
    EXPECT_TRUE(is_open(number));
    FileDescriptor& same = third;
    third = std::move(same);
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(FileDescriptor, AnAssignmentClosesTheOneBefore) {
  const int number = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  FileDescriptor descriptor(number);
  descriptor = FileDescriptor(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  EXPECT_FALSE(is_open(number));
  descriptor.close();
  EXPECT_FALSE(descriptor.is_open());
}

TEST(FileDescriptor, ReleaseGivesItAway) {
  FileDescriptor descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const FileDescriptor other(descriptor.release());
  EXPECT_FALSE(descriptor.is_open());
  EXPECT_TRUE(is_open(other.number()));
}

TEST(FileDescriptor, ClosingLeavesErrnoAlone) {
  FileDescriptor bad(1'000'000);
  errno = ENOSPC;
  bad.close();
  EXPECT_EQ(errno, ENOSPC);
}

TEST(PollDeadline, ForEverIsAYear) {
  EXPECT_GT(moment_after(std::chrono::milliseconds::max()), std::chrono::steady_clock::now() + 24h);
}

TEST(PollDeadline, TimeoutsAreRoundedUpAndWithinBounds) {
  const Moment now = std::chrono::steady_clock::now();
  EXPECT_EQ(poll_timeout(now - 1h), 0);
  EXPECT_EQ(poll_timeout(now + 2h), 60'000);
  const int left = poll_timeout(std::chrono::steady_clock::now() + 30s);
  EXPECT_GT(left, 0);
  EXPECT_LE(left, 30'000);
}

}  // namespace
}  // namespace vent
