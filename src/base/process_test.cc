#include "base/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "base/clock.h"
#include "base/files.h"
#include "base/text.h"
#include "support/golden.h"

namespace vent {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Words = std::vector<std::string>;

// No test waits this long; it only keeps a broken one from hanging for ever.
constexpr std::chrono::seconds kLong{60};

Command shell(std::string script) { return Command{.arguments = {"sh", "-c", std::move(script)}, .deadline = kLong}; }

std::size_t open_descriptors() { return list_directory("/proc/self/fd")->size(); }

bool has_children() {
  siginfo_t found{};
  return ::waitid(P_ALL, 0, &found, WEXITED | WNOHANG | WNOWAIT) == 0;
}

TEST(Run, ReturnsWhatTheProgramSaid) {
  const Result<Finished> finished = run(shell("echo out; echo err >&2; exit 3"));
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 3);
  EXPECT_EQ(finished->output, "out\n");
  EXPECT_EQ(finished->error_output, "err\n");
  EXPECT_FALSE(finished->output_was_cut);
}

TEST(Run, PassesArgumentsUntouched) {
  EXPECT_EQ(*run_checked({.arguments = {"printf", "%s|", "a b", "", "$HOME", "*", "'"}}), "a b||$HOME|*|'|");
}

TEST(Run, ASignalIsAnExitCodeToo) {
  EXPECT_EQ(run(shell("kill -9 $$"))->exit_code, 128 + SIGKILL);
  EXPECT_EQ(run(shell("kill -TERM $$"))->exit_code, 128 + SIGTERM);
}

TEST(Run, AddsToOurEnvironment) {
  ::setenv("VENT_TEST_OURS", "ours", 1);
  ::setenv("VENT_TEST_BOTH", "ours", 1);
  Command command = shell("echo $VENT_TEST_OURS $VENT_TEST_BOTH $VENT_TEST_ADDED; env | grep -c VENT_TEST_BOTH");
  command.environment = {{"VENT_TEST_BOTH", "added"}, {"VENT_TEST_ADDED", "a=b c"}};
  EXPECT_EQ(*run_checked(command), "ours added a=b c\n1\n");
  ::unsetenv("VENT_TEST_OURS");
  ::unsetenv("VENT_TEST_BOTH");
}

TEST(Run, RunsInTheDirectory) {
  EXPECT_EQ(*run_checked({.arguments = {"pwd"}, .directory = "/usr"}), "/usr\n");
  const Result<Finished> nowhere = run({.arguments = {"pwd"}, .directory = "/nowhere"});
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().kind, ErrorKind::missing);
  EXPECT_EQ(nowhere.error().message, "there is no directory '/nowhere' to run 'pwd' in");
}

TEST(Run, WithoutInputThereIsNothingToRead) { EXPECT_EQ(*run_checked({.arguments = {"cat"}}), ""); }

RC_GTEST_PROP(Run, InputComesBackFromCat, (const std::string& input)) {
  const Result<std::string> output = run_checked({.arguments = {"cat"}, .input = input});
  RC_ASSERT(output.has_value());
  RC_ASSERT(*output == input);
}

// More than any pipe holds, both ways at once and on both streams.
TEST(Run, MegabytesInBothDirectionsBlockNobody) {
  std::string input;
  for (int number = 0; input.size() < 6'000'000; ++number) input += std::to_string(number) + "\n";
  Command command = shell("tee /dev/stderr");
  command.input = input;
  const Result<Finished> finished = run(command);
  ASSERT_TRUE(finished);
  EXPECT_TRUE(finished->output == input);
  EXPECT_TRUE(finished->error_output == input);
}

TEST(Run, InputThatNobodyReadsHarmsNobody) {
  const Result<Finished> finished = run({.arguments = {"true"}, .input = std::string(4'000'000, 'x')});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 0);
}

TEST(Run, InputCanBeOpenedByName) {
  EXPECT_EQ(*run_checked({.arguments = {"cat", "/dev/stdin"}, .input = "text"}), "text");
}

TEST(Run, OutputBeyondTheLimitIsDropped) {
  const auto finished = [](std::size_t limit) {
    return *run({.arguments = {"sh", "-c", "head -c 300000 /dev/zero; echo done >&2"}, .output_limit = limit});
  };
  EXPECT_EQ(finished(1000).output.size(), 1000u);
  EXPECT_TRUE(finished(1000).output_was_cut);
  EXPECT_EQ(finished(1000).error_output, "done\n") << "each stream has its own limit";
  EXPECT_EQ(finished(300'000).output.size(), 300'000u);
  EXPECT_FALSE(finished(300'000).output_was_cut);
  EXPECT_EQ(finished(0).output, "");
}

TEST(Run, OutputIsSeenAsItComes) {
  std::stop_source source;
  std::string seen;
  Command command = shell("echo one; echo two; echo not this >&2; sleep 1000");
  command.stop = source.get_token();
  command.output_limit = 2;  // says nothing about what is seen
  command.on_output = [&](std::string_view piece) {
    seen += piece;
    if (seen == "one\ntwo\n") source.request_stop();
  };
  EXPECT_EQ(run(command).error().kind, ErrorKind::interrupted);
  EXPECT_EQ(seen, "one\ntwo\n");
}

TEST(Run, TheDeadlineEndsIt) {
  Command command = shell("echo before; sleep 1000");
  command.deadline = 100ms;
  const Result<Finished> finished = run(command);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::timed_out);
  EXPECT_EQ(finished.error().message, "'sh -c 'echo before; sleep 1000'' did not end within 100 ms");
  EXPECT_EQ(finished.error().details, "before");
  EXPECT_EQ(finished.error().retry, Retry::later);
  EXPECT_FALSE(has_children());
}

TEST(Run, ADeadlineMayBeFarAway) {
  EXPECT_EQ(*run_checked({.arguments = {"echo"}, .deadline = std::chrono::milliseconds::max()}), "\n");
}

// Stops the command as soon as it has said something; returns the error and what was said.
std::pair<Error, std::string> stopped_when_ready(Command command) {
  std::stop_source source;
  std::string said;
  command.stop = source.get_token();
  command.on_output = [&](std::string_view piece) {
    said += piece;
    source.request_stop();
  };
  Result<Finished> finished = run(command);
  EXPECT_FALSE(finished);
  return {finished.error(), said};
}

TEST(Run, AStopEndsIt) {
  const auto [error, said] = stopped_when_ready(shell("echo ready; sleep 1000"));
  EXPECT_EQ(error.kind, ErrorKind::interrupted);
  EXPECT_EQ(error.message, "'sh -c 'echo ready; sleep 1000'' was stopped");
}

TEST(Run, AStopFromBeforeStartsNothing) {
  std::stop_source source;
  source.request_stop();
  // To start it would be another error.
  EXPECT_EQ(run({.arguments = {"no-such-program"}, .stop = source.get_token()}).error().kind, ErrorKind::interrupted);
}

TEST(Run, AProgramMayEndInOrderWhenStopped) {
  const auto [error, said] =
      stopped_when_ready(shell("trap 'echo tidied up; exit 0' TERM; echo ready; sleep 1000 & wait"));
  EXPECT_EQ(said, "ready\ntidied up\n");
  EXPECT_EQ(error.kind, ErrorKind::interrupted) << "it did not do what it was to do";
}

TEST(Run, OneThatDoesNotListenIsKilled) {
  const Moment before = std::chrono::steady_clock::now();
  const auto [error, said] = stopped_when_ready(shell("trap '' TERM; echo ready; while :; do sleep 1; done"));
  EXPECT_EQ(error.kind, ErrorKind::interrupted);
  EXPECT_GE(std::chrono::steady_clock::now() - before, 2s) << "not without its grace";
  EXPECT_FALSE(has_children());
}

TEST(Run, OneThatIsHaltedHearsItToo) {
  Command command = shell("trap 'echo tidied up; exit 0' TERM; kill -STOP $$; sleep 1000 & wait");
  command.deadline = 200ms;
  const Error error = run(command).error();
  EXPECT_EQ(error.kind, ErrorKind::timed_out);
  EXPECT_EQ(error.details, "tidied up");
}

void expect_ends(pid_t process_id) {
  const std::optional<ProcessHandle> handle = ProcessHandle::open(process_id);
  EXPECT_TRUE(!handle || handle->wait(kLong)) << process_id;
}

TEST(Run, AStopEndsWhatItStartedAsWell) {
  const auto [error, said] = stopped_when_ready(shell("sleep 1000 & echo $!; wait"));
  expect_ends(std::stoi(said));
}

TEST(Run, AStopEndsEvenWhatHasLetGoOfOurPipesAndDoesNotListen) {
  const auto [error, said] =
      stopped_when_ready(shell("sh -c \"trap '' TERM; exec sleep 1000\" >/dev/null 2>&1 & sleep 0.1; echo $!; wait"));
  expect_ends(std::stoi(said));
}

TEST(Run, WhatIsLeftInTheBackgroundIsNotWaitedFor) {
  const Result<Finished> finished = run(shell("sleep 1000 & echo $!"));
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 0);
  const std::optional<ProcessHandle> left = ProcessHandle::open(std::stoi(finished->output));
  ASSERT_TRUE(left) << "it belongs to the command and is not ours to end";
  left->send(SIGKILL);
  EXPECT_TRUE(left->wait(kLong));
}

TEST(Run, SomethingInTheBackgroundThatWritesWithoutEndHoldsUpNobody) {
  const Result<Finished> finished = run(shell("yes & echo done"));
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->exit_code, 0);
  EXPECT_THAT(finished->output, HasSubstr("done\n"));
}

TEST(Run, AllThatWasWrittenBeforeTheEndIsRead) {
  for (int round = 0; round < 20; ++round)
    EXPECT_EQ(run(shell("sleep 1000 & head -c 60000 /dev/zero; kill $!"))->output.size(), 60'000u);
}

TEST(Run, AMissingProgramIsNamed) {
  const Result<Finished> finished = run({.arguments = {"no-such-program", "--flag"}});
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::missing);
  EXPECT_EQ(finished.error().id, "VENT_PROGRAM_MISSING");
  EXPECT_EQ(finished.error().message, "the program 'no-such-program' was not found");
  EXPECT_EQ(run({.arguments = {"/usr/bin/no-such-program"}}).error().id, "VENT_PROGRAM_MISSING");
  EXPECT_EQ(run({.arguments = {"./no-such-program"}, .directory = "/usr"}).error().id, "VENT_PROGRAM_MISSING");
}

TEST(Run, WhatCannotBeStartedSaysWhy) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const std::string script = directory.path() / "script";
  ASSERT_TRUE(write_file(script, "#!/no/such/interpreter\n", 0755));
  const Result<Finished> no_interpreter = run({.arguments = {script}});
  EXPECT_EQ(no_interpreter.error().message, "'" + script + "' could not be started: no such file or directory");
  EXPECT_THAT(no_interpreter.error().hint, HasSubstr("interpreter"));
  ASSERT_TRUE(write_file(script, "", 0644));
  EXPECT_EQ(run({.arguments = {script}}).error().kind, ErrorKind::not_permitted);
  EXPECT_EQ(run({.arguments = {"true", std::string(5'000'000, 'x')}}).error().kind, ErrorKind::failed);
  EXPECT_EQ(run({.arguments = {}}).error().kind, ErrorKind::bug);
  EXPECT_EQ(run({.arguments = {""}}).error().kind, ErrorKind::bug);
}

TEST(Run, AZeroByteCannotBePassed) {
  const std::string bad("a\0b", 3);
  EXPECT_EQ(run({.arguments = {"echo", bad}}).error().kind, ErrorKind::bad_input);
  EXPECT_EQ(run({.arguments = {"echo"}, .environment = {{"A", bad}}}).error().kind, ErrorKind::bad_input);
  EXPECT_EQ(run({.arguments = {"echo"}, .directory = bad}).error().kind, ErrorKind::bad_input);
}

TEST(Run, LooksInThePathOfTheCommandAndWhereAdministrationProgramsAre) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  ASSERT_TRUE(write_file(directory.path() / "vent-test-program", "#!/bin/sh\necho found\n", 0755));
  EXPECT_EQ(*run_checked({.arguments = {"vent-test-program"}, .environment = {{"PATH", directory.path()}}}), "found\n");
  EXPECT_TRUE(run_checked({.arguments = {"ldconfig", "--version"}, .environment = {{"PATH", "/nowhere"}}}));
}

TEST(Run, ProgramsGetNoDescriptorOfOurs) {
  constexpr int kNumber = 100;
  ASSERT_EQ(::dup2(STDERR_FILENO, kNumber), kNumber);  // without close-on-exec
  EXPECT_EQ(run({.arguments = {"test", "-e", fmt::format("/proc/self/fd/{}", kNumber)}})->exit_code, 1);
  ::close(kNumber);
}

TEST(Run, ProgramsStartWithDefaultSignalsAndNoneBlocked) {
  sigset_t blocked;
  sigset_t before;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto handler_before = ::signal(SIGHUP, SIG_IGN);
  const Result<std::string> status = run_checked({.arguments = {"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"}});
  ::signal(SIGHUP, handler_before);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  // The last eight digits are signals 1 to 32; behind 31 come those that the C library keeps to itself.
  const Words lines = split_lines(*status);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "SigBlk:\t0000000000000000");
  const std::string ignored = lines[1].substr(lines[1].size() - 8);
  EXPECT_THAT(ignored, testing::AnyOf("00000000", "80000000")) << lines[1];
}

TEST(Run, ExitCodesAreKeptEvenWhenWeWereStartedWithChildrenIgnored) {
  const auto before = ::signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(run(shell("exit 7"))->exit_code, 7);
  ::signal(SIGCHLD, before);
}

// Our pipes then get the numbers that are the child's own three.
TEST(Run, WorksWithAnyOfOurStandardDescriptorsClosed) {
  for (int closed = 0; closed < 8; ++closed) {
    std::vector<int> kept;
    for (int number = 0; number < 3; ++number) {
      kept.push_back(::fcntl(number, F_DUPFD_CLOEXEC, 100));
      if ((closed >> number & 1) != 0) ::close(number);
    }
    const Result<Finished> with_input = run({.arguments = {"sh", "-c", "cat; echo err >&2"}, .input = "text"});
    const Result<Finished> without_input = run({.arguments = {"sh", "-c", "cat; echo out; echo err >&2"}});
    for (int number = 0; number < 3; ++number) {
      ::dup2(kept[static_cast<std::size_t>(number)], number);
      ::close(kept[static_cast<std::size_t>(number)]);
    }
    ASSERT_TRUE(with_input && without_input) << closed;
    EXPECT_EQ(with_input->output + with_input->error_output, "texterr\n") << closed;
    EXPECT_EQ(without_input->output + without_input->error_output, "out\nerr\n") << closed;
  }
}

TEST(Run, LeavesNothingBehind) {
  ASSERT_TRUE(run(shell("true")));
  const std::size_t before = open_descriptors();
  for (int round = 0; round < 10; ++round) {
    EXPECT_TRUE(run(shell("cat")));
    EXPECT_FALSE(run({.arguments = {"no-such-program"}}));
  }
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_FALSE(has_children());
}

TEST(Run, ManyAtOnceDoNotMixUp) {
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 6; ++thread)
    threads.emplace_back([thread] {
      for (int round = 0; round < 15; ++round) {
        const std::string input = fmt::format("{} {}\n", thread, round) + std::string(100'000, 'x');
        const Result<std::string> output = run_checked({.arguments = {"cat"}, .input = input, .deadline = kLong});
        EXPECT_TRUE(output && *output == input);
      }
    });
}

TEST(RunChecked, ErrorsShowTheCommandAndItsEvidence) {
  const std::vector<Command> commands = {
      shell("echo out; echo first >&2; echo 'second line' >&2; exit 3"),
      shell("echo only output; exit 1"),
      shell("exit 2"),
      shell("kill -KILL $$"),
      shell("i=0; while [ $i -lt 100 ]; do i=$((i+1)); echo line $i >&2; done; exit 1"),
      Command{.arguments = {"false", "it's", ""}},
      Command{.arguments = {"no-such-program"}},
  };
  std::string all;
  for (const Command& command : commands) {
    const Result<std::string> output = run_checked(command);
    ASSERT_FALSE(output);
    all += output.error().text() + "\n\n";
  }
  expect_golden("run_checked_errors.txt", all);
}

TEST(FindProgram, KnowsPathsAndNames) {
  EXPECT_THAT(find_program("sh").value_or(""), testing::EndsWith("/sh"));
  EXPECT_THAT(find_program("ldconfig").value_or(""), testing::EndsWith("sbin/ldconfig"));
  EXPECT_EQ(find_program("/bin/sh"), "/bin/sh");
  EXPECT_EQ(find_program("no-such-program"), std::nullopt);
  EXPECT_EQ(find_program("/etc/passwd"), std::nullopt) << "may not be executed";
  EXPECT_EQ(find_program("/usr"), std::nullopt) << "is a directory";
  EXPECT_EQ(find_program(""), std::nullopt);
}

}  // namespace
}  // namespace vent
