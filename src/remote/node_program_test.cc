#include "remote/node_program.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/process.h"
#include "base/text.h"
#include "remote/local_stream.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

using namespace std::chrono_literals;

// No test waits this long; it only keeps a broken one from hanging for ever.
const Patience kLong{.silence = 60s};

std::string gzipped(const std::string& bytes) {
  return run({.arguments = {"gzip", "--stdout"}, .input = bytes})->output;
}

// Runs the bootstrap command as a login would, with a "vent-node" that only says that it runs.
class Bootstrap : public testing::Test {
 protected:
  Bootstrap() {
    program_.version = "0123456789abcdef";
    program_.packed["any"] = gzipped("#!/bin/sh\necho running: $*\ncat\n");
  }

  std::unique_ptr<LocalStream> start() const {
    return *LocalStream::start({"sh", "-c", bootstrap_command(program_, "root", folder_.string())}, "the test");
  }
  // What came back when the whole talk is over: this was said, and then nothing more.
  std::string answer_to(const std::string& said) const {
    const std::unique_ptr<LocalStream> stream = start();
    static_cast<void>(stream->write_all(said, kLong));  // one that has the program reads nothing
    std::string text;
    char piece[4096];
    while (text.find("running: ") == std::string::npos || !text.ends_with('\n')) {
      const std::size_t size = stream->read_some(piece, kLong).value_or(0);
      if (size == 0) break;
      text.append(piece, size);
    }
    stream->end(kLong);
    return text;
  }
  std::string packed_with_size() const {
    return fmt::format("{}\n{}", program_.packed.at("any").size(), program_.packed.at("any"));
  }
  std::vector<std::string> files() const { return *list_directory(folder_); }

  TemporaryDirectory scratch_ = *TemporaryDirectory::make();
  Path folder_ = scratch_.path() / "it's a folder" / "vent";
  NodeProgram program_;
  std::string need_ = "vent need " + std::string(trim(run({.arguments = {"uname", "-m"}})->output)) + "\n";
};

TEST_F(Bootstrap, AFreshHostAsksForTheProgramKeepsItAndRunsIt) {
  EXPECT_EQ(answer_to(packed_with_size()), need_ + "running: serve\n");
  EXPECT_EQ(files(), std::vector<std::string>{"node-0123456789abcdef"});
  struct stat found {};
  ASSERT_EQ(::stat(folder_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0700u);
}

TEST_F(Bootstrap, TheSecondTimeTheHostHasIt) {
  EXPECT_EQ(answer_to(packed_with_size()), need_ + "running: serve\n");
  EXPECT_EQ(answer_to(""), "vent have\nrunning: serve\n");
}

TEST_F(Bootstrap, AnotherVersionIsAnotherProgram) {
  EXPECT_EQ(answer_to(packed_with_size()), need_ + "running: serve\n");
  program_.version = "fedcba9876543210";
  EXPECT_EQ(answer_to(packed_with_size()), need_ + "running: serve\n");
  EXPECT_EQ(files(), (std::vector<std::string>{"node-0123456789abcdef", "node-fedcba9876543210"}));
}

// What is behind the program in the stream is for the program, to the byte.
TEST_F(Bootstrap, WhatFollowsTheProgramReachesIt) {
  const std::unique_ptr<LocalStream> stream = start();
  ASSERT_TRUE(stream->write_all(packed_with_size() + "hello\n", kLong));
  std::string text;
  char piece[4096];
  while (!text.ends_with("hello\n")) {
    const std::size_t size = stream->read_some(piece, kLong).value_or(0);
    ASSERT_GT(size, 0u) << text;
    text.append(piece, size);
  }
  EXPECT_EQ(text, need_ + "running: serve\nhello\n");
}

TEST_F(Bootstrap, AnUploadThatIsCutLeavesNothing) {
  const std::string all = packed_with_size();
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, all.find('\n') + 1, all.size() / 2, all.size() - 1}) {
    const std::unique_ptr<LocalStream> stream = start();
    ASSERT_TRUE(stream->write_all(all.substr(0, size), kLong));
    stream->end(kLong);
    EXPECT_NE(stream->exit_code(), 0) << size;
    EXPECT_EQ(files(), std::vector<std::string>{}) << size << " bytes came";
  }
  EXPECT_EQ(answer_to(all), need_ + "running: serve\n") << "and the next try finds a fresh host";
}

TEST_F(Bootstrap, AnUploadThatIsBrokenOnTheWayIsNotRun) {
  std::string all = packed_with_size();
  all[all.size() - 20] = static_cast<char>(all[all.size() - 20] ^ 1);
  EXPECT_EQ(answer_to(all), need_);
  EXPECT_EQ(files(), std::vector<std::string>{});
}

// Nothing that can be run, when not even the shell lived to tidy up.
TEST_F(Bootstrap, AnUploadWhoseShellIsKilledLeavesNothingThatRuns) {
  std::unique_ptr<LocalStream> stream = start();
  const std::string all = packed_with_size();
  ASSERT_TRUE(stream->write_all(all.substr(0, all.size() / 2), kLong));
  while (files().empty()) {
    char piece[100];
    ASSERT_TRUE(stream->read_some(piece, {.silence = 10ms}) || !stream->has_ended());
  }
  std::stop_source stop;
  stop.request_stop();
  stream->end({.silence = 0ms, .stop = stop.get_token()});
  for (const std::string& name : files()) {
    EXPECT_NE(name, "node-0123456789abcdef");
    struct stat found {};
    ASSERT_EQ(::stat((folder_ / name).c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0111, 0u) << name;
  }
}

TEST(BootstrapCommand, OfRootAndOfOthers) {
  const NodeProgram program{.version = "0123456789abcdef", .packed = {}};
  expect_golden("bootstrap.txt",
                bootstrap_command(program, "root") + "\n\n" + bootstrap_command(program, "debian") + "\n");
}

TEST(FirstWords, AreTheScripts) {
  EXPECT_TRUE(first_words("vent have")->is_there);
  EXPECT_FALSE(first_words("vent need x86_64")->is_there);
  EXPECT_EQ(first_words("vent need x86_64")->architecture, "x86_64");
  EXPECT_EQ(first_words("vent need aarch64\r")->architecture, "aarch64") << "a terminal was in between";
  for (const char* line : {"", "Welcome!", "vent", "vent have it", "vent need", "vent need a b", "have", "invent have"})
    EXPECT_FALSE(first_words(line)) << line;
}

TEST(LoadNodeProgram, TakesWhatLiesThereByArchitecture) {
  const TemporaryDirectory folder = *TemporaryDirectory::make();
  ASSERT_TRUE(write_file(folder.path() / "vent-node-x86_64.gz", "one"));
  const NodeProgram one = *load_node_program(folder.path());
  EXPECT_EQ(one.packed, (std::map<std::string, std::string>{{"x86_64", "one"}}));
  EXPECT_EQ(one.version.size(), 16u);
  EXPECT_EQ(load_node_program(folder.path())->version, one.version);
  ASSERT_TRUE(write_file(folder.path() / "vent-node-aarch64.gz", "two"));
  ASSERT_TRUE(write_file(folder.path() / "vent", "not one"));
  const NodeProgram two = *load_node_program(folder.path());
  EXPECT_EQ(two.packed.size(), 2u);
  EXPECT_NE(two.version, one.version);
}

TEST(LoadNodeProgram, SaysWhatToDoWhenThereIsNone) {
  const TemporaryDirectory folder = *TemporaryDirectory::make();
  const Result<NodeProgram> none = load_node_program(folder.path());
  ASSERT_FALSE(none);
  EXPECT_EQ(replace_all(none.error().text(), folder.path().string(), "FOLDER"),
            "error: there is no vent-node in 'FOLDER' [VENT_NODE_MISSING]\n"
            "  next: it is built with vent and belongs beside it: ./dev build");
}

}  // namespace
}  // namespace vent
