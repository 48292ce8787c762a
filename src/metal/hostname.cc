#include "metal/hostname.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "metal/link.h"

namespace vent::metal {
namespace {

constexpr std::size_t kLongest = 63;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_label(const std::string& label) {
  return !label.empty() && label.front() != '-' && label.back() != '-' && std::ranges::all_of(label, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-';
  });
}

}  // namespace

Result<> check_hostname(const std::string& name) {
  const std::vector<std::string> labels = split(name, '.');
  // An address, or the word for this machine in a link, would name two things.
  const bool is_ambiguous = name == kOperator || std::ranges::all_of(labels.back(), is_digit);
  if (name.size() <= kLongest && std::ranges::all_of(labels, is_label) && !is_ambiguous) return Ok{};
  return fail(Error(ErrorKind::bad_input, fmt::format("'{}' can't be a host's name", name))
                  .with_id("VENT_HOSTNAME")
                  .with_hint("use letters, digits and dashes (no underscore), as worker-0; at most 63 characters; no "
                             "address, not 'operator'"));
}

}  // namespace vent::metal
