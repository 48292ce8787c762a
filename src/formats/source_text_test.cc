#include "formats/source_text.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

Error refused(std::string_view text) {
  const Result<std::string_view> result = check_source(text, "a.yaml");
  if (result) {
    ADD_FAILURE() << "accepted: " << text;
    return Error(ErrorKind::bug, "accepted");
  }
  return result.error();
}

TEST(SourceText, AcceptsOrdinaryText) {
  const std::string_view text = "name: Zürich\n\tvalue\r\nend \xF0\x9F\x98\x80";
  EXPECT_EQ(check_source(text, "a.yaml").value(), text);
  EXPECT_EQ(check_source("", "a.yaml").value(), "");
}

TEST(SourceText, DropsAByteOrderMarkAtTheStart) {
  EXPECT_EQ(check_source("\xEF\xBB\xBFname", "a.yaml").value(), "name");
  EXPECT_EQ(refused("a\xEF\xBB\xBF").place, (Place{"a.yaml", 1, 2}));
}

TEST(SourceText, NamesThePlaceOfBytesThatAreNotUtf8) {
  const Error error = refused("one\nZ\xC3\xBCri\xFF\n");
  EXPECT_EQ(error.place, (Place{"a.yaml", 2, 5}));
  EXPECT_EQ(error.message, "this is not UTF-8: byte 0xFF");
}

TEST(SourceText, RefusesInvisibleCharacters) {
  EXPECT_EQ(refused(std::string_view("a\0b", 3)).message, "an invisible character is here: U+0000");
  EXPECT_EQ(refused("\x1B[31m").place, (Place{"a.yaml", 1, 1}));
  EXPECT_EQ(refused("a\rb").message, "an invisible character is here: U+000D");
  EXPECT_EQ(refused("a\r").place, (Place{"a.yaml", 1, 2}));
  EXPECT_EQ(refused("a\xE2\x80\xA8").message, "an invisible character is here: U+2028");
  EXPECT_EQ(refused("a\xC2\x85").message, "an invisible character is here: U+0085");
}

TEST(SourceText, RefusesWhatIsTooLarge) {
  EXPECT_TRUE(check_source(std::string(kLargestSource, 'a'), "a.yaml"));
  const Error error = refused(std::string(kLargestSource + 1, 'a'));
  EXPECT_EQ(error.id, "VENT_FILE_TOO_LARGE");
  EXPECT_EQ(error.place, (Place{"a.yaml", 0, 0}));
}

TEST(SourceText, FindsLines) {
  EXPECT_EQ(source_line("one\ntwo\r\nthree", 1), "one");
  EXPECT_EQ(source_line("one\ntwo\r\nthree", 2), "two");
  EXPECT_EQ(source_line("one\ntwo\r\nthree", 3), "three");
  EXPECT_EQ(source_line("one\n", 2), "");
  EXPECT_EQ(source_line("one\n", 7), "");
  EXPECT_EQ(source_line("\xEF\xBB\xBFone", 1), "one");
}

}  // namespace
}  // namespace vent
