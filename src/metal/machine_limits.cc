#include "metal/machine_limits.h"

#include <fmt/core.h>

#include <limits>

#include "base/text.h"

namespace vent::metal {

Result<> raise_limit(const Path& setting, long long enough) {
  const std::string text = TRY(read_file(setting));
  if (parse_integer(trim(text), enough, std::numeric_limits<long long>::max())) return Ok{};
  return write_kernel_file(setting, fmt::format("{}\n", enough));
}

}  // namespace vent::metal
