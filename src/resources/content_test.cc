#include "resources/content.h"

#include <gtest/gtest.h>

#include <vector>

namespace vent {
namespace {

TEST(Contents, OfTheSameBytesAreInMemoryOnce) {
  const Content first = open_content("the same for all hosts"), second = open_content("the same for all hosts");
  EXPECT_EQ(first.bytes.get(), second.bytes.get());
  EXPECT_NE(first.bytes.get(), open_content("another").bytes.get());
  EXPECT_EQ(first.bytes.use_count(), 2);
}

TEST(Contents, AreForgottenWithTheLastWhoHasThem) {
  std::weak_ptr<const Secret> bytes = open_content("for a moment").bytes;
  EXPECT_TRUE(bytes.expired());
  EXPECT_EQ(open_content("for a moment").bytes->reveal(), "for a moment");
}

TEST(Contents, AreRightHoweverManyThereWere) {
  std::vector<Content> kept;
  for (int number = 0; number < 1000; ++number) {
    Content content = open_content(std::to_string(number));
    if (number % 10 == 0) kept.push_back(std::move(content));
  }
  for (const Content& content : kept) EXPECT_EQ(open_content(content.bytes->reveal()).digest, content.digest);
}

}  // namespace
}  // namespace vent
