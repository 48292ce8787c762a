#include "metal/api/times.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent::metal {
namespace {

TEST(ParseTime, ReadsWhatClientsSend) {
  for (const char* const same : {"2026-11-21T10:15:00Z", "2026-11-21T10:15:00", "2026-11-21 10:15:00.123Z",
                                 "2026-11-21T12:15:00+02:00", "2026-11-21T09:45:00-0030", "1795256100"})
    EXPECT_EQ(format_utc(parse_time(std::string(same)).value()), "2026-11-21T10:15:00Z") << same;
  EXPECT_EQ(format_utc(*parse_time(Json(1795256100))), "2026-11-21T10:15:00Z");
}

TEST(ParseTime, RefusesTheRest) {
  for (const char* const wrong : {"", "soon", "2026-11-21", "2026-02-30T00:00:00Z", "2026-11-21T24:00:00Z",
                                  "2026-11-21T10:15:00X", "2026-11-21T10:15:00+2", "-5", "2026-1-21T10:15:00Z"})
    EXPECT_FALSE(parse_time(std::string(wrong))) << wrong;
}

RC_GTEST_PROP(ParseTimeProperty, ReadsWhatIsWritten, ()) {
  const WallTime time = WallTime(std::chrono::seconds(*rc::gen::inRange<std::int64_t>(0, 1LL << 33)));
  RC_ASSERT(*parse_time(format_utc(time)) == time);
}

}  // namespace
}  // namespace vent::metal
