#include "metal/hostname.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace vent::metal {
namespace {

constexpr std::size_t kLongest = 63;

bool is_label(const std::string& label) {
  return !label.empty() && label.front() != '-' && label.back() != '-' && std::ranges::all_of(label, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

Result<> check_hostname(const std::string& name) {
  if (name.size() <= kLongest && std::ranges::all_of(split(name, '.'), is_label)) return Ok{};
  return fail(Error(ErrorKind::bad_input, fmt::format("'{}' can't be a host's name", name))
                  .with_id("VENT_HOSTNAME")
                  .with_hint("use letters, digits and dashes (no underscore), as worker-0; at most 63 characters"));
}

}  // namespace vent::metal
