#include "cluster/host_pattern.h"

#include <fmt/core.h>

#include <optional>

#include "base/text.h"
#include "formats/problems.h"

namespace vent {
namespace {

constexpr long long kHighest = 1'000'000;

Error bad_pattern(std::string_view pattern, std::string hint) {
  return Error(ErrorKind::bad_input, fmt::format("{} is no range of hosts", in_quotes(pattern)))
      .with_id("VENT_HOST_RANGE")
      .with_hint(std::move(hint));
}

bool is_letter(std::string_view text) {
  return text.size() == 1 && ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
}

std::optional<std::vector<std::string>> count_letters(char first, char last, long long step) {
  // From Z to a, as in ASCII, there are signs that stand in no name.
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ      abcdefghijklmnopqrstuvwxyz";
  const std::size_t end = kLetters.find(last);
  std::vector<std::string> all;
  for (std::size_t i = kLetters.find(first); i <= end; i += static_cast<std::size_t>(step))
    if (kLetters[i] != ' ') all.emplace_back(1, kLetters[i]);
  if (all.empty()) return std::nullopt;
  return all;
}

std::optional<std::vector<std::string>> count_numbers(std::string_view first, std::string_view last, long long step) {
  const std::optional<long long> from = parse_integer(first, 0, kHighest);
  const std::optional<long long> to = parse_integer(last, 0, kHighest);
  const bool keeps_zeros = first.size() > 1 && first.starts_with('0');
  if (!from || !to || *from > *to || (keeps_zeros && first.size() != last.size())) return std::nullopt;
  if (static_cast<std::size_t>((*to - *from) / step) >= kMostHosts) return std::nullopt;
  std::vector<std::string> all;
  for (long long number = *from; number <= *to; number += step)
    all.push_back(keeps_zeros ? fmt::format("{:0{}}", number, first.size()) : std::to_string(number));
  return all;
}

// What stands between the brackets.
std::optional<std::vector<std::string>> count(std::string_view range) {
  const std::vector<std::string> parts = split(range, ':');
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  const std::optional<long long> step = parts.size() == 3 ? parse_integer(parts[2], 1, kHighest) : 1;
  if (!step) return std::nullopt;
  if (is_letter(parts[0]) && is_letter(parts[1])) return count_letters(parts[0][0], parts[1][0], *step);
  return count_numbers(parts[0].empty() ? "0" : parts[0], parts[1], *step);
}

}  // namespace

Result<std::vector<std::string>> expand_host_pattern(std::string_view pattern) {
  std::vector<std::string> names = {""};
  std::string_view rest = pattern;
  for (std::size_t open = rest.find('['); open != std::string_view::npos; open = rest.find('[')) {
    const std::size_t close = rest.find(']', open);
    if (close == std::string_view::npos) return fail(bad_pattern(pattern, "the bracket is not closed"));
    const std::optional<std::vector<std::string>> parts = count(rest.substr(open + 1, close - open - 1));
    if (!parts) return fail(bad_pattern(pattern, "write the first and the last, as worker-[0:2]"));
    if (names.size() * parts->size() > kMostHosts)
      return fail(bad_pattern(pattern, fmt::format("it names more than {} hosts", kMostHosts)));
    std::vector<std::string> longer;
    for (const std::string& name : names)
      for (const std::string& part : *parts) longer.push_back(name + std::string(rest.substr(0, open)) + part);
    names = std::move(longer);
    rest.remove_prefix(close + 1);
  }
  for (std::string& name : names) name += rest;
  return names;
}

}  // namespace vent
