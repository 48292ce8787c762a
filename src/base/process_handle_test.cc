#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kLong{60};

class DetachedProgram : public testing::Test {
 protected:
  pid_t start(std::vector<std::string> arguments) {
    const Result<pid_t> started = start_detached({.arguments = std::move(arguments), .output_file = output_file_});
    EXPECT_TRUE(started) << started.error().text();
    return started.value_or(0);
  }
  std::string output() const { return read_file_if_present(output_file_)->value_or(""); }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  std::string output_file_ = directory_.path() / "output";
};

// A zombie would still be found by its number.
bool is_in_process_table(pid_t process_id) { return ::kill(process_id, 0) == 0; }

void wait_until_zombie(pid_t process_id) {
  siginfo_t found{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(process_id), &found, WEXITED | WNOWAIT), 0);
}

TEST_F(DetachedProgram, WritesBothStreamsIntoItsFile) {
  ASSERT_TRUE(write_file(output_file_, "before\n", 0600));
  const pid_t process_id = start({"sh", "-c", "echo out; echo err >&2"});
  wait_until_zombie(process_id);
  EXPECT_EQ(output(), "before\nout\nerr\n");
  EXPECT_FALSE(ProcessHandle::open(process_id));
}

TEST_F(DetachedProgram, ItsFileIsForItsOwnerOnly) {
  const mode_t before = ::umask(0);
  const pid_t process_id = start({"true"});
  ::umask(before);
  struct stat found {};
  ASSERT_EQ(::stat(output_file_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, mode_t{0600});
  wait_until_zombie(process_id);
  EXPECT_FALSE(ProcessHandle::open(process_id));
}

TEST_F(DetachedProgram, IsInASessionOfItsOwnWithNothingToRead) {
  const pid_t process_id = start({"sh", "-c", "cat; cut -d' ' -f6 /proc/$$/stat; readlink /proc/$$/fd/0"});
  wait_until_zombie(process_id);
  EXPECT_EQ(output(), fmt::format("{}\n/dev/null\n", process_id));
  EXPECT_FALSE(ProcessHandle::open(process_id));
}

TEST_F(DetachedProgram, GetsItsEnvironment) {
  const Result<pid_t> process_id = start_detached(
      {.arguments = {"sh", "-c", "echo $VENT_TEST"}, .environment = {{"VENT_TEST", "x"}}, .output_file = output_file_});
  ASSERT_TRUE(process_id);
  wait_until_zombie(*process_id);
  EXPECT_EQ(output(), "x\n");
  EXPECT_FALSE(ProcessHandle::open(*process_id));
}

TEST_F(DetachedProgram, FailuresAreTold) {
  EXPECT_EQ(start_detached({.arguments = {"no-such-program"}, .output_file = output_file_}).error().id,
            "VENT_PROGRAM_MISSING");
  const Result<pid_t> nowhere = start_detached({.arguments = {"true"}, .output_file = "/nowhere/output"});
  EXPECT_EQ(nowhere.error().kind, ErrorKind::missing);
  EXPECT_EQ(nowhere.error().message, "opening '/nowhere/output': no such file or directory");
}

TEST_F(DetachedProgram, IsWatchedAndEndedByItsHandle) {
  const pid_t process_id = start({"sleep", "1000"});
  const std::optional<ProcessHandle> handle = ProcessHandle::open(process_id);
  ASSERT_TRUE(handle);
  EXPECT_EQ(handle->id(), process_id);
  EXPECT_FALSE(handle->has_ended());
  EXPECT_FALSE(handle->wait(0ms));
  EXPECT_FALSE(handle->wait(20ms));
  handle->send(SIGTERM);
  EXPECT_TRUE(handle->wait(kLong));
  EXPECT_TRUE(handle->has_ended());
  EXPECT_FALSE(is_in_process_table(process_id)) << "it was reaped";
  handle->send(SIGTERM);  // to nobody
  EXPECT_TRUE(handle->wait(0ms)) << "asked again";
}

TEST_F(DetachedProgram, HasEndedAlsoWhileItWaitsToBeReaped) {
  const pid_t process_id = start({"sleep", "1000"});
  const std::optional<ProcessHandle> handle = ProcessHandle::open(process_id);
  ::kill(process_id, SIGKILL);
  wait_until_zombie(process_id);
  ASSERT_TRUE(is_in_process_table(process_id));
  EXPECT_TRUE(handle->has_ended());
  EXPECT_FALSE(is_in_process_table(process_id)) << "and now it is";
}

TEST_F(DetachedProgram, OneThatHasEndedIsNotRunning) {
  const pid_t process_id = start({"true"});
  wait_until_zombie(process_id);
  EXPECT_FALSE(ProcessHandle::open(process_id));
  EXPECT_FALSE(is_in_process_table(process_id));
}

TEST_F(DetachedProgram, AStopEndsTheWaitAndNotTheProgram) {
  const pid_t process_id = start({"sleep", "1000"});
  const std::optional<ProcessHandle> handle = ProcessHandle::open(process_id);
  std::stop_source source;
  std::jthread stopper([&] { source.request_stop(); });
  EXPECT_FALSE(handle->wait(kLong, source.get_token()));
  EXPECT_FALSE(handle->has_ended());
  handle->send(SIGKILL);
  EXPECT_TRUE(handle->wait(kLong));
  EXPECT_TRUE(handle->wait(kLong, source.get_token())) << "an end counts, stopped or not";
}

TEST_F(DetachedProgram, ItsDescriptorIsReadableAtItsEnd) {
  const std::optional<ProcessHandle> handle = ProcessHandle::open(start({"sleep", "1000"}));
  pollfd waiting = {handle->descriptor(), POLLIN, 0};
  EXPECT_EQ(::poll(&waiting, 1, 0), 0);
  handle->send(SIGKILL);
  EXPECT_EQ(::poll(&waiting, 1, -1), 1);
  EXPECT_TRUE(handle->has_ended());
}

TEST_F(DetachedProgram, MayBeWatchedBySomebodyWhoDidNotStartIt) {
  // The shell's child is not ours.
  const pid_t parent = start({"sh", "-c", "sleep 1000 & echo $!; wait"});
  while (!output().ends_with('\n')) std::this_thread::sleep_for(1ms);
  const std::optional<ProcessHandle> grandchild = ProcessHandle::open(std::stoi(output()));
  ASSERT_TRUE(grandchild);
  EXPECT_FALSE(grandchild->wait(10ms));
  grandchild->send(SIGKILL);
  EXPECT_TRUE(grandchild->wait(kLong));
  const std::optional<ProcessHandle> handle = ProcessHandle::open(parent);
  EXPECT_TRUE(!handle || handle->wait(kLong));
}

TEST(ProcessHandle, OfNobodyIsNothing) {
  EXPECT_FALSE(ProcessHandle::open(0));
  EXPECT_FALSE(ProcessHandle::open(-1));
  constexpr pid_t kLargerThanAnyNumber = 1 << 23;
  EXPECT_FALSE(ProcessHandle::open(kLargerThanAnyNumber));
}

TEST(ProcessHandle, OfOurselves) {
  const std::optional<ProcessHandle> handle = ProcessHandle::open(::getpid());
  ASSERT_TRUE(handle);
  EXPECT_FALSE(handle->has_ended());
}

}  // namespace
}  // namespace vent
