#include "support/golden.h"

#include <gtest/gtest-spi.h>

#include <cstdlib>

#include "base/files.h"

namespace vent {
namespace {

class Golden : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(write_file(directory_.path() / "text.txt", "one\ntwo\nthree\n").has_value(), true);
    if (const char* value = std::getenv("VENT_ACCEPT")) accept_ = value;
    ::unsetenv("VENT_ACCEPT");
  }
  void TearDown() override {
    if (!accept_.empty()) ::setenv("VENT_ACCEPT", accept_.c_str(), 1);
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  std::string accept_;
};

// gtest wants the failing statement to use nothing local, so the directory travels by this.
std::string current_directory;
void compare(const std::string& name, const std::string& actual) { expect_golden_in(current_directory, name, actual); }

TEST_F(Golden, TheSameTextPasses) {
  current_directory = directory_.path();
  compare("text.txt", "one\ntwo\nthree\n");
}

TEST_F(Golden, TheFirstDifferentLineIsShown) {
  current_directory = directory_.path();
  EXPECT_NONFATAL_FAILURE(compare("text.txt", "one\n2\nthree\n"), "golden line 2: 'two'\n  actual line 2: '2'");
}

TEST_F(Golden, AMissingEndIsShown) {
  current_directory = directory_.path();
  EXPECT_NONFATAL_FAILURE(compare("text.txt", "one\ntwo\n"), "actual line 3: (the text ends)");
  EXPECT_NONFATAL_FAILURE(compare("text.txt", "one\ntwo\nthree"), "actual line 3: 'three' (no newline)");
  EXPECT_NONFATAL_FAILURE(compare("text.txt", "one\ntwo\nthree\nfour\n"), "golden line 4: (the text ends)");
}

TEST_F(Golden, AMissingGoldenFails) {
  current_directory = directory_.path();
  EXPECT_NONFATAL_FAILURE(compare("other.txt", "text"), "VENT_ACCEPT=1 writes it");
}

TEST_F(Golden, AcceptingWritesTheTextAndMakesItsFolder) {
  current_directory = directory_.path();
  ::setenv("VENT_ACCEPT", "1", 1);
  compare("text.txt", "new\n");
  compare("more/other.txt", "other");
  ::unsetenv("VENT_ACCEPT");
  compare("text.txt", "new\n");
  EXPECT_EQ(*read_file(directory_.path() / "more/other.txt"), "other");
}

}  // namespace
}  // namespace vent
