#include "metal/machine_limits.h"

#include <gtest/gtest.h>

namespace vent::metal {
namespace {

// What stands in a setting after it was to be at least 8192.
std::string after(std::string_view before) {
  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  const Path setting = folder.path() / "limit";
  EXPECT_TRUE(write_file(setting, before));
  EXPECT_TRUE(raise_limit(setting, 8192));
  return read_file(setting).value();
}

TEST(MachineLimits, ALowerOneIsRaised) { EXPECT_EQ(after("128\n"), "8192\n"); }

TEST(MachineLimits, OneThatIsHighEnoughStaysAsItIs) {
  EXPECT_EQ(after("8192"), "8192");
  EXPECT_EQ(after("65536\n"), "65536\n");
}

TEST(MachineLimits, AMachineWithoutTheSettingIsAnError) { EXPECT_FALSE(raise_limit("/nonexistent/limit", 8192)); }

}  // namespace
}  // namespace vent::metal
