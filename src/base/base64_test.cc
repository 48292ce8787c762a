#include "base/base64.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

TEST(Base64, TheExamplesOfTheStandard) {
  const std::pair<std::string, std::string> examples[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : examples) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(bytes_of_base64(text), bytes);
  }
}

TEST(Base64, OnlyExactTextsAreRead) {
  for (const char* wrong : {"Zg", "Zg=", "Zg===", "Zh==", "Z", "Zm9v=", "Zm 9v", "Zm9v\n", "====", "Zm9-"})
    EXPECT_EQ(bytes_of_base64(wrong), std::nullopt) << wrong;
}

RC_GTEST_PROP(Base64, ThereAndBack, (const std::string& bytes)) { RC_ASSERT(bytes_of_base64(base64(bytes)) == bytes); }

}  // namespace
}  // namespace vent
