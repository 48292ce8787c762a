#include "metal/api/times.h"

#include <fmt/core.h>

#include "base/text.h"
#include "metal/api/errors.h"

namespace vent::metal {
namespace {

constexpr long long kLastSecond = 253'402'300'799;  // of the year 9999

// The number that takes exactly these places of the text.
std::optional<long long> digits(const std::string& text, std::size_t from, std::size_t count, long long most) {
  if (text.size() < from + count) return std::nullopt;
  for (std::size_t i = from; i < from + count; ++i)
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  long long value = 0;
  for (std::size_t i = from; i < from + count; ++i) value = value * 10 + (text[i] - '0');
  return value > most ? std::nullopt : std::optional(value);
}

bool has_separators(const std::string& text) {
  return text[4] == '-' && text[7] == '-' && (text[10] == 'T' || text[10] == ' ') && text[13] == ':' && text[16] == ':';
}

// What stands behind the seconds: a fraction, which is dropped, and "Z", nothing or "+02:00".
std::optional<std::chrono::minutes> offset_of(std::string rest) {
  if (rest.starts_with('.')) {
    std::size_t end = 1;
    while (end < rest.size() && rest[end] >= '0' && rest[end] <= '9') ++end;
    rest.erase(0, end);
  }
  if (rest.empty() || rest == "Z") return std::chrono::minutes(0);
  const std::optional<long long> hours = digits(rest, 1, 2, 23);
  const std::optional<long long> minutes = digits(rest, rest.size() == 6 ? 4 : 3, 2, 59);
  if ((rest[0] != '+' && rest[0] != '-') || !hours || !minutes) return std::nullopt;
  const std::chrono::minutes offset(*hours * 60 + *minutes);
  return rest[0] == '-' ? -offset : offset;
}

}  // namespace

Result<WallTime> parse_time(const std::string& text) {
  const Error wrong = unprocessable(fmt::format("'{}' is no time, as 2026-11-21T10:15:00Z is", text));
  if (const std::optional<long long> seconds = parse_integer(text, 0, kLastSecond))
    return WallTime(std::chrono::seconds(*seconds));
  if (text.size() < 19 || !has_separators(text)) return fail(wrong);
  const auto year = digits(text, 0, 4, 9999), month = digits(text, 5, 2, 12), day = digits(text, 8, 2, 31);
  const auto hour = digits(text, 11, 2, 23), minute = digits(text, 14, 2, 59), second = digits(text, 17, 2, 59);
  const std::optional<std::chrono::minutes> offset = offset_of(text.substr(19));
  if (!year || !month || !day || !hour || !minute || !second || !offset) return fail(wrong);
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return fail(wrong);
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) - *offset;
}

Result<WallTime> parse_time(const Json& value) {
  if (value.kind() == JsonKind::integer) return parse_time(std::to_string(TRY(value.integer())));
  return parse_time(TRY(value.text()));
}

}  // namespace vent::metal
