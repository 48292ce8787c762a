#include "metal/ownership.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metal/test_support/sample_lab.h"

namespace vent::metal {
namespace {

using testing::HasSubstr;

class OwnershipTest : public testing::Test {
 protected:
  // The same lab as another user names it.
  Lab lab_of(const std::string& user) const {
    Lab lab = sample_lab();
    lab.state = directory_.path() / user;
    lab.run = directory_.path() / "run";
    if (!make_directories(lab.state)) throw std::runtime_error("no scratch directory");
    return lab;
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Lab ours_ = lab_of("ours");
  Lab theirs_ = lab_of("theirs");
};

TEST_F(OwnershipTest, ALabThatNobodyHasIsAnybodys) {
  EXPECT_TRUE(check_owner(ours_));
  EXPECT_TRUE(take_lab(ours_, kServing));
  EXPECT_TRUE(take_lab(theirs_, kServing)) << "taking alone makes nobody the owner";
}

TEST_F(OwnershipTest, OnlyOneHasItAtATime) {
  const Result<FileLock> first = take_lab(ours_, kServing);
  ASSERT_TRUE(first);
  const Result<FileLock> second = take_lab(ours_, kStopping);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().id, "VENT_LOCKED");
  EXPECT_THAT(second.error().message, HasSubstr(kServing));
}

TEST_F(OwnershipTest, ALabOfAnotherIsNotTouched) {
  {
    const Result<FileLock> lock = take_lab(theirs_, kServing);
    ASSERT_TRUE(lock);
    ASSERT_TRUE(write_owner(theirs_));
  }
  EXPECT_TRUE(take_lab(theirs_, kStopping)) << "also when their daemon has ended";
  const Result<FileLock> taken = take_lab(ours_, kServing);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().id, "VENT_LAB_OF_ANOTHER");
  EXPECT_EQ(taken.error().kind, ErrorKind::conflict);
  EXPECT_THAT(taken.error().message, HasSubstr(theirs_.state.string()));
  EXPECT_FALSE(check_owner(ours_));
  ASSERT_TRUE(forget_owner(theirs_));
  EXPECT_TRUE(check_owner(ours_));
}

TEST_F(OwnershipTest, AStateDirectoryThatIsGoneOwnsNothing) {
  ASSERT_TRUE(make_directories(theirs_.run));
  ASSERT_TRUE(write_owner(theirs_));
  ASSERT_TRUE(remove_tree(theirs_.state));
  EXPECT_TRUE(check_owner(ours_));
}

}  // namespace
}  // namespace vent::metal
