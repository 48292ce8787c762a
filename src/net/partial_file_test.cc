#include "net/partial_file.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

class PartialFileTest : public testing::Test {
 protected:
  std::vector<std::string> names() const { return list_directory(folder.path()).value(); }

  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  const Path file = folder.path() / "file";
  const std::string url = "https://a.example/file";
};

TEST_F(PartialFileTest, IsGoneOnWithByAnotherRun) {
  PartialFile first(file, url);
  ASSERT_TRUE(first.look());
  EXPECT_EQ(first.size(), 0u);
  ASSERT_TRUE(first.begin("\"state\""));
  ASSERT_TRUE(first.append("one "));

  PartialFile second(file, url);
  ASSERT_TRUE(second.look());
  EXPECT_EQ(second.size(), 4u);
  EXPECT_EQ(second.state(), "\"state\"");
  ASSERT_TRUE(second.go_on());
  ASSERT_TRUE(second.append("two"));
  ASSERT_TRUE(second.finish());
  EXPECT_EQ(read_file(file).value(), "one two");
  EXPECT_EQ(names(), std::vector<std::string>{"file"});
}

TEST_F(PartialFileTest, IsNoUseWithoutItsStateOrUrl) {
  PartialFile first(file, url);
  ASSERT_TRUE(first.begin(""));
  ASSERT_TRUE(first.append("bytes"));
  ASSERT_TRUE(first.look());
  EXPECT_EQ(first.size(), 0u);

  ASSERT_TRUE(first.begin("\"state\""));
  ASSERT_TRUE(first.append("bytes"));
  PartialFile other(file, "https://b.example/file");
  ASSERT_TRUE(other.look());
  EXPECT_EQ(other.size(), 0u);
  ASSERT_TRUE(other.drop());
  EXPECT_TRUE(names().empty());
}

}  // namespace
}  // namespace vent
