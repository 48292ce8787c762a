#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "formats/json.h"

namespace vent::metal {

// A time as clients send it: "2026-11-21T10:15:00Z", with a fraction or an offset, or seconds since 1970 as a number or
// a text. UTC where nothing else is said.
Result<WallTime> parse_time(const Json& value);
Result<WallTime> parse_time(const std::string& text);

}  // namespace vent::metal
