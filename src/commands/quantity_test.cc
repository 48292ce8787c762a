#include "commands/quantity.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

TEST(ParseQuantity, TakesANumberWithItsUnit) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, double>>{
           {"40ms", 40}, {"40 ms", 40}, {" 0.5ms ", 0.5}, {"0ms", 0}, {"60000ms", 60000}, {".25ms", 0.25}}) {
    const Result<double> number = parse_quantity(text, "ms", "a delay");
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(*number, expected) << text;
  }
  EXPECT_EQ(parse_quantity("2.5%", "%", "a loss").value_or(-1), 2.5);
}

TEST(ParseQuantity, RefusesEverythingElse) {
  for (const char* text : {"", "ms", "40", "40s", "-1ms", "+1ms", "infms", "nanms", "0x10ms", "1e3ms", "1,5ms",
                           "1.2.3ms", "40msms", "4 0ms", ".ms", "ms40"}) {
    const Result<double> number = parse_quantity(text, "ms", "a delay, as 40ms");
    ASSERT_FALSE(number) << text;
    EXPECT_EQ(number.error().text(), "error: '" + std::string(text) + "' is not a delay, as 40ms [VENT_QUANTITY]");
    EXPECT_EQ(number.error().kind, ErrorKind::bad_input);
  }
}

}  // namespace
}  // namespace vent
