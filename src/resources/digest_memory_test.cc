#include "resources/digest_memory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <thread>

#include "base/sha256.h"

namespace vent {
namespace {

// Lies to the memory: what it remembers is no digest, so who gets it knows that the file was not read.
constexpr const char* kRemembered = "remembered";

class Memory : public testing::Test {
 protected:
  void put_known(const std::string& text) {
    ASSERT_TRUE(write_file(folder_.path() / "new", text));
    ASSERT_EQ(memory_.rename_known(folder_.path() / "new", program_, kRemembered), 0);
  }
  // One byte in its place, and the time that was.
  void change_a_byte() const {
    struct stat facts {};
    ASSERT_EQ(::stat(program_.c_str(), &facts), 0);
    wait_for_the_clock_of_files(facts.st_ctim);
    const int file = ::open(program_.c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_EQ(::pwrite(file, "X", 1, 1), 1);
    const std::array<timespec, 2> times = {facts.st_atim, facts.st_mtim};
    ASSERT_EQ(::futimens(file, times.data()), 0);
    ::close(file);
  }
  // Until a change now has another time than one that was made then.
  void wait_for_the_clock_of_files(const timespec& then) const {
    struct stat facts {};
    do {
      ASSERT_TRUE(write_file(folder_.path() / "clock", ""));
      ASSERT_EQ(::stat((folder_.path() / "clock").c_str(), &facts), 0);
    } while (facts.st_ctim.tv_sec == then.tv_sec && facts.st_ctim.tv_nsec == then.tv_nsec);
  }

  TemporaryDirectory folder_ = *TemporaryDirectory::make();
  Path program_ = folder_.path() / "program";
  Path file_ = folder_.path() / "digests";
  DigestMemory memory_{file_};
};

TEST_F(Memory, WhatNobodyTouchedIsNotRead) {
  put_known("a program");
  EXPECT_EQ(*memory_.digest_of(program_), kRemembered);
  ASSERT_TRUE(memory_.save());
  EXPECT_EQ(*DigestMemory(file_).digest_of(program_), kRemembered) << "the next run knows it too";
}

TEST_F(Memory, AChangedByteIsSeenWhateverTheMtimeSays) {
  put_known("a program");
  change_a_byte();
  EXPECT_EQ(*memory_.digest_of(program_), sha256_hex("aXprogram"));
}

TEST_F(Memory, AnotherFileOfThatNameIsRead) {
  put_known("a program");
  ASSERT_TRUE(write_file(program_, "a pr0gram"));
  EXPECT_EQ(*memory_.digest_of(program_), sha256_hex("a pr0gram"));
}

// A file that was written a moment ago may be written once more, and its times would say nothing.
TEST_F(Memory, OnlyWhatHasSettledIsRemembered) {
  ASSERT_TRUE(write_file(program_, "a program"));
  EXPECT_EQ(*memory_.digest_of(program_), sha256_hex("a program"));
  ASSERT_TRUE(memory_.save());
  EXPECT_FALSE(path_exists(file_));
  std::this_thread::sleep_for(std::chrono::milliseconds(150));  // a lower bound is all that is needed
  EXPECT_EQ(*memory_.digest_of(program_), sha256_hex("a program"));
  ASSERT_TRUE(memory_.save());
  EXPECT_TRUE(path_exists(file_));
}

TEST_F(Memory, WhatIsGoneIsForgotten) {
  put_known("a program");
  std::filesystem::remove(program_);
  ASSERT_TRUE(memory_.save());
  EXPECT_EQ(read_file(file_).value().find(kRemembered), std::string::npos);
  EXPECT_EQ(memory_.digest_of(program_).error().kind, ErrorKind::missing);
}

TEST_F(Memory, ABrokenOneIsAnEmptyOne) {
  put_known("a program");
  ASSERT_TRUE(memory_.save());
  const std::string text = *read_file(file_);
  for (const std::string& broken : {std::string(), std::string("x"), text.substr(0, text.size() / 2)}) {
    ASSERT_TRUE(write_file(file_, broken));
    EXPECT_EQ(*DigestMemory(file_).digest_of(program_), sha256_hex("a program")) << broken;
  }
}

}  // namespace
}  // namespace vent
