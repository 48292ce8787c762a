#include "providers/machine_wish.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"
#include "cluster/cluster.h"

namespace vent {
namespace {

constexpr std::size_t kLongestName = 63;
constexpr int kMostAtOnce = 100;
constexpr std::size_t kTokenLength = 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_label(const std::string& label) {
  return !label.empty() && label.front() != '-' && label.back() != '-' && std::ranges::all_of(label, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-';
  });
}

// "%d" or "%03d" in a name: where it stands, and how wide the number is at least.
struct Number {
  std::size_t begin = 0, end = 0;
  int width = 0;
};

Error wrong_pattern(const std::string& pattern) {
  return Error(ErrorKind::bad_input, fmt::format("'{}' is no pattern for host names", pattern))
      .with_id("VENT_HOSTNAME")
      .with_hint("one %d or %02d stands for the number, as worker-%02d");
}

Result<std::optional<Number>> find_number(const std::string& pattern) {
  const std::size_t begin = pattern.find('%');
  if (begin == std::string::npos) return std::optional<Number>();
  std::size_t end = begin + 1;
  while (end < pattern.size() && is_digit(pattern[end])) ++end;
  const std::string digits = pattern.substr(begin + 1, end - begin - 1);
  const bool is_padded = digits.size() == 2 && digits[0] == '0' && digits[1] != '0';
  if (end == pattern.size() || pattern[end] != 'd' || (!digits.empty() && !is_padded) ||
      pattern.find('%', end) != std::string::npos)
    return fail(wrong_pattern(pattern));
  return std::optional<Number>(Number{begin, end + 1, digits.empty() ? 0 : digits[1] - '0'});
}

}  // namespace

std::string creation_token(const MachineWish& wish, const std::string& project) {
  return sha256_hex(join(std::vector<std::string>{"vent", project, wish.cluster, wish.role,
                                                  wish.index ? std::to_string(*wish.index) : "", wish.name},
                         "\n"))
      .substr(0, kTokenLength);
}

std::vector<std::string> tags_of(const MachineWish& wish, const std::string& token) {
  std::vector<std::string> tags = wish.tags;
  if (const std::optional<Role> role = role_named(wish.role))
    for (std::string& part : parts_of(*role)) tags.push_back(std::move(part));
  if (!wish.cluster.empty()) tags.push_back(fmt::format("{}={}", kClusterTag, wish.cluster));
  if (!wish.role.empty()) tags.push_back(fmt::format("{}={}", kRoleTag, wish.role));
  if (wish.index) tags.push_back(fmt::format("{}={}", kIndexTag, *wish.index));
  tags.push_back(fmt::format("{}={}", kTokenTag, token));
  std::vector<std::string> once;
  for (std::string& tag : tags)
    if (std::ranges::find(once, tag) == once.end()) once.push_back(std::move(tag));
  return once;
}

Result<std::vector<std::string>> expand_names(const std::string& pattern, int count, int first) {
  if (count < 1 || count > kMostAtOnce)
    return fail(Error(ErrorKind::bad_input, fmt::format("{} machines at once is not possible", count))
                    .with_id("VENT_COUNT")
                    .with_hint(fmt::format("from 1 to {}", kMostAtOnce)));
  std::string whole = pattern;
  if (count > 1 && pattern.find('%') == std::string::npos) whole += "%02d";
  const std::optional<Number> number = TRY(find_number(whole));
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) {
    std::string name = whole;
    if (number)
      name =
          whole.substr(0, number->begin) + fmt::format("{:0{}}", first + i, number->width) + whole.substr(number->end);
    TRY(check_machine_name(name));
    names.push_back(std::move(name));
  }
  return names;
}

Result<> check_machine_name(const std::string& name) {
  const std::vector<std::string> labels = split(name, '.');
  const bool is_number = std::ranges::all_of(labels.back(), is_digit);
  if (name.size() <= kLongestName && std::ranges::all_of(labels, is_label) && !is_number) return Ok{};
  return fail(Error(ErrorKind::bad_input, fmt::format("'{}' can't be a machine's name", name))
                  .with_id("VENT_HOSTNAME")
                  .with_hint("use letters, digits and dashes (no underscore), as worker-0; at most 63 characters"));
}

}  // namespace vent
