#include "events/overprint.h"

#include <gtest/gtest.h>

#include "events/test_support/terminal_emulator.h"

namespace vent {
namespace {

class OverprintTest : public testing::Test {
 protected:
  Writer writer() {
    return [this](std::string_view bytes) {
      ++writes_;
      terminal_.write(bytes);
    };
  }

  TerminalEmulator terminal_{20, 5};
  int writes_ = 0;
};

TEST_F(OverprintTest, ABlockGrowsAndShrinksInPlace) {
  Overprint overprint(writer());
  terminal_.write("prompt\n");
  overprint.show({}, {"one"});
  EXPECT_FALSE(terminal_.cursor_is_shown());
  overprint.show({}, {"one, longer", "two"});
  EXPECT_EQ(terminal_.text(), "prompt\none, longer\ntwo\n");
  overprint.show({}, {"one"});
  EXPECT_EQ(terminal_.text(), "prompt\none\n");
  overprint.show({}, {});
  EXPECT_EQ(terminal_.text(), "prompt\n");
  EXPECT_TRUE(terminal_.cursor_is_shown());
  EXPECT_EQ(terminal_.faults(), std::vector<std::string>{});
}

TEST_F(OverprintTest, TextThatStaysMayWrapAndScroll) {
  Overprint overprint(writer());
  overprint.show({}, {"one", "two", "three", "four"});
  overprint.show("exactly 20 columns..\n", {"one", "two"});
  EXPECT_EQ(terminal_.text(), "exactly 20 columns..\none\ntwo\n");
  overprint.show("a line that is longer than the terminal is wide\nand\nmore\nthan\nfits\n", {"one", "two"});
  overprint.show({}, {"one", "two", "three", "four"});
  overprint.show({}, {"uno"});
  EXPECT_EQ(terminal_.text(),
            "exactly 20 columns..\na line that is longer than the terminal is wide\nand\nmore\nthan\nfits\nuno\n");
  EXPECT_EQ(terminal_.faults(), std::vector<std::string>{});
}

TEST_F(OverprintTest, WritesOncePerCallAndNothingForNothing) {
  Overprint overprint(writer());
  overprint.show({}, {});
  EXPECT_EQ(writes_, 0);
  overprint.show("text\n", {"one"});
  EXPECT_EQ(writes_, 1);
  overprint.show({}, {"one"});
  EXPECT_EQ(writes_, 1);
}

TEST_F(OverprintTest, LeavesTheTerminalAsItWas) {
  { Overprint(writer()).show("stays\n", {"one", "two"}); }
  EXPECT_EQ(terminal_.text(), "stays\n");
  EXPECT_TRUE(terminal_.cursor_is_shown());
}

}  // namespace
}  // namespace vent
