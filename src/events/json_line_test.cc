#include "events/json_line.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "events/test_support/rough_bytes.h"
#include "events/utf8.h"

namespace vent {
namespace {

TEST(JsonString, Escapes) {
  EXPECT_EQ(json_string("plain 容器"), "\"plain 容器\"");
  EXPECT_EQ(json_string("a\"b\\c\nd\x1b\x7f"), R"("a\"b\\c\nd\u001b\u007f")");
  EXPECT_EQ(json_string(std::string("\0", 1)), R"("\u0000")");
  EXPECT_EQ(json_string("\xff|\xe2\x9c|"), "\"\uFFFD|\uFFFD\uFFFD|\"");
}

// Another reader reads what we wrote, for any bytes.
RC_GTEST_PROP(JsonString, IsReadBack, ()) {
  const std::string bytes = *rough_bytes();
  std::string expected;
  for (std::string_view rest = bytes; !rest.empty();) {
    const Utf8Character character = first_character(rest);
    expected += character.valid ? rest.substr(0, character.bytes) : std::string_view("\uFFFD");
    rest.remove_prefix(character.bytes);
  }
  const std::string json = json_string(bytes);
  RC_ASSERT(json.find('\n') == std::string::npos);
  RC_ASSERT(nlohmann::json::parse(json).get<std::string>() == expected);
}

TEST(JsonObject, KeepsTheOrder) {
  EXPECT_EQ(json_object({{"b", "1"}, {"a", "null"}}), R"({"b":1,"a":null})");
  EXPECT_EQ(json_object({}), "{}");
}

}  // namespace
}  // namespace vent
