#include "artifacts/version.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"

namespace vent {
namespace {

long long number_at(const std::vector<std::string>& parts, std::size_t index) {
  if (index >= parts.size()) return 0;
  return parse_integer(parts[index], 0, 1'000'000'000'000'000).value_or(0);
}

}  // namespace

std::strong_ordering compare_versions(std::string_view a, std::string_view b) {
  const std::size_t end_a = a.find_first_of("-+"), end_b = b.find_first_of("-+");
  const std::vector<std::string> parts_a = split(a.substr(0, end_a), '.'), parts_b = split(b.substr(0, end_b), '.');
  for (std::size_t index = 0; index < std::max(parts_a.size(), parts_b.size()); ++index) {
    const auto order = number_at(parts_a, index) <=> number_at(parts_b, index);
    if (order != std::strong_ordering::equal) return order;
  }
  const bool plain_a = end_a == std::string_view::npos, plain_b = end_b == std::string_view::npos;
  if (plain_a || plain_b) return plain_a <=> plain_b;
  return a.substr(end_a) <=> b.substr(end_b);
}

}  // namespace vent
