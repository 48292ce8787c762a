#include "commands/quantity.h"

#include <fmt/core.h>

#include <charconv>
#include <optional>

#include "base/text.h"

namespace vent {
namespace {

// Whole, and in plain digits: neither "inf" nor "0x10" is a delay that anybody means.
std::optional<double> parse_number(std::string_view text) {
  if (text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<double> parse_quantity(std::string_view text, std::string_view unit, std::string_view what) {
  const std::string_view trimmed = trim(text);
  if (trimmed.ends_with(unit))
    if (const std::optional<double> number = parse_number(trim(trimmed.substr(0, trimmed.size() - unit.size()))))
      return *number;
  return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is not {}", text, what)).with_id("VENT_QUANTITY"));
}

}  // namespace vent
