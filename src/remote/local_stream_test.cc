#include "remote/local_stream.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "base/clock.h"
#include "base/files.h"
#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// No test waits this long; it only keeps a broken one from hanging for ever.
const Patience kLong{.silence = 60s};

std::unique_ptr<LocalStream> shell(const std::string& script) {
  return *LocalStream::start({"sh", "-c", script}, "the test's shell");
}

Result<std::string> read_all(ByteStream& stream) {
  std::string text;
  char piece[4096];
  while (true) {
    const std::size_t size = TRY(stream.read_some(piece, kLong));
    if (size == 0) return text;
    text.append(piece, size);
  }
}

// Up to the first newline.
std::string read_line(ByteStream& stream) {
  std::string line;
  char letter[1];
  while (stream.read_some(letter, kLong).value_or(0) == 1 && letter[0] != '\n') line += letter[0];
  return line;
}

bool has_children() {
  siginfo_t found{};
  return ::waitid(P_ALL, 0, &found, WEXITED | WNOHANG | WNOWAIT) == 0;
}

RC_GTEST_PROP(LocalStream, WhatIsWrittenComesBackFromCat, (const std::vector<std::string>& texts)) {
  const std::unique_ptr<LocalStream> stream = shell("cat");
  for (const std::string& text : texts) {
    RC_ASSERT(stream->write_all(text, kLong).has_value());
    std::string back(text.size(), '\0');
    for (std::size_t size = 0; size < back.size();)
      size += stream->read_some(std::span(back).subspan(size), kLong).value();
    RC_ASSERT(back == text);
  }
}

TEST(LocalStream, MegabytesInBothDirectionsBlockNobody) {
  std::string bytes;
  for (int number = 0; bytes.size() < 8'000'000; ++number) bytes += std::to_string(number) + "\n";
  const std::unique_ptr<LocalStream> stream = shell("head -c " + std::to_string(bytes.size()) + " | tee /dev/stderr");
  ASSERT_TRUE(stream->write_all(bytes, kLong));
  EXPECT_TRUE(read_all(*stream) == bytes);
  stream->end(kLong);
  EXPECT_EQ(stream->exit_code(), 0);
  EXPECT_LE(stream->error_output().size(), 70'000u);
  EXPECT_THAT(stream->error_output(), HasSubstr("bytes left out"));
}

TEST(LocalStream, AnOrderlyEndGivesZeroAndAnExplanation) {
  const std::unique_ptr<LocalStream> stream = shell("echo out; echo because >&2; exit 3");
  EXPECT_EQ(read_all(*stream), "out\n");
  char piece[10];
  EXPECT_EQ(stream->read_some(piece, kLong), 0u) << "and goes on doing so";
  const Error error = stream->why_it_ended();
  EXPECT_EQ(error.message, "the program of the test's shell ended with exit code 3");
  EXPECT_EQ(error.details, "because");
  EXPECT_FALSE(has_children());
}

// Here SIGPIPE would end the test program.
TEST(LocalStream, WritingToAProgramThatHasEndedSaysWhy) {
  const std::unique_ptr<LocalStream> stream = shell("echo gone >&2; exit 7");
  EXPECT_EQ(read_all(*stream), "");
  Result<> written = Ok{};
  while (written) written = stream->write_all(std::string(100'000, 'x'), kLong);
  EXPECT_EQ(written.error().id, "VENT_REMOTE_ENDED");
  EXPECT_EQ(written.error().details, "gone");
  EXPECT_TRUE(stream->has_ended());
}

TEST(LocalStream, SilenceMeetsItsDeadline) {
  const std::unique_ptr<LocalStream> stream = shell("sleep 1000");
  char piece[10];
  const Result<std::size_t> read = stream->read_some(piece, {.silence = 20ms});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().text(), "error: the test's shell said nothing for 20 ms [VENT_SILENCE]");
  const Result<> written = stream->write_all(std::string(10'000'000, 'x'), {.silence = 20ms});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "the test's shell took nothing from us for 20 ms");
  stream->end({.silence = 0ms});
}

TEST(LocalStream, StopsOnRequestInTheMiddleOfALongWait) {
  const std::unique_ptr<LocalStream> stream = shell("echo ready; sleep 1000");
  EXPECT_EQ(read_line(*stream), "ready");
  std::stop_source stop;
  const std::jthread stopper([&] { stop.request_stop(); });
  char piece[10];
  const Result<std::size_t> read = stream->read_some(piece, {.silence = 1h, .stop = stop.get_token()});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::interrupted);
  EXPECT_EQ(stream->write_all(std::string(10'000'000, 'x'), {.silence = 1h, .stop = stop.get_token()}).error().kind,
            ErrorKind::interrupted);
  stream->end({.silence = 0ms});
}

TEST(LocalStream, EndLetsTheProgramFinishItsWork) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const Path file = directory.path() / "done";
  // It writes more than a pipe holds, which nobody reads any more, before it notices the end of its input.
  const std::unique_ptr<LocalStream> stream =
      shell("head -c 1000000 /dev/zero; cat > /dev/null; echo done > " + file.string() + "; exit 4");
  stream->end(kLong);
  EXPECT_EQ(stream->exit_code(), 4);
  EXPECT_EQ(*read_file(file), "done\n");
}

TEST(LocalStream, EndEndsWhatDoesNotEnd) {
  const std::unique_ptr<LocalStream> stream = shell("echo $$; exec sleep 1000");
  EXPECT_EQ(read_line(*stream).find_first_not_of("0123456789"), std::string::npos);
  stream->end({.silence = 10ms});
  EXPECT_EQ(stream->exit_code(), 128 + SIGTERM);
  EXPECT_FALSE(has_children());
}

TEST(LocalStream, EndKillsWhatIgnoresBeingAsked) {
  const std::unique_ptr<LocalStream> stream = shell("trap '' TERM; echo ready; while :; do sleep 1000; done");
  EXPECT_EQ(read_line(*stream), "ready");
  std::stop_source stop;
  stop.request_stop();
  stream->end({.silence = 1h, .stop = stop.get_token()});
  EXPECT_EQ(stream->exit_code(), 128 + SIGKILL);
}

TEST(LocalStream, NothingIsLeftBehind) {
  pid_t left_behind = 0;
  {
    const std::unique_ptr<LocalStream> stream = shell("sleep 1000 > /dev/null 2>&1 & echo $!");
    left_behind = static_cast<pid_t>(parse_integer(read_line(*stream), 1, 10'000'000).value_or(0));
    ASSERT_GT(left_behind, 0);
  }
  EXPECT_FALSE(has_children());
  // It was killed; whoever adopted it may take a moment to notice.
  for (int tries = 0; tries < 5000 && ::kill(left_behind, 0) == 0; ++tries) {
    const std::string state = read_file("/proc/" + std::to_string(left_behind) + "/stat").value_or("");
    if (state.find(") Z ") != std::string::npos) return;
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_NE(::kill(left_behind, 0), 0);
}

// So a Ctrl-C on the terminal, which goes to our group, is ours alone.
TEST(LocalStream, TheProgramHasAGroupOfItsOwn) {
  const std::unique_ptr<LocalStream> stream = shell("echo $$; cat");
  const pid_t id = static_cast<pid_t>(parse_integer(read_line(*stream), 1, 10'000'000).value_or(0));
  EXPECT_EQ(::getpgid(id), id);
  EXPECT_NE(::getpgid(0), id);
}

TEST(LocalStream, AMissingProgramIsNamed) {
  const auto stream = LocalStream::start({"no-such-program"}, "nobody");
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().id, "VENT_PROGRAM_MISSING");
}

}  // namespace
}  // namespace vent
