#include "resources/state.h"

#include <fmt/core.h>

#include "base/text.h"

namespace vent {
namespace {

const std::string kThere = "there";

}  // namespace

std::vector<Change> differences(const State& wanted, const State& found) {
  if (found.empty() && !wanted.empty()) return {{.property = kThere, .found = "no", .wanted = "yes"}};
  std::vector<Change> changes;
  for (const auto& [property, value] : wanted) {
    const auto there = found.find(property);
    const std::string now = there == found.end() ? "" : there->second;
    if (now != value) changes.push_back({.property = property, .found = now, .wanted = value});
  }
  return changes;
}

std::string describe(const std::vector<Change>& changes) {
  std::vector<std::string> parts;
  for (const Change& change : changes) {
    if (change.property == kThere) return "not there";
    const std::string found = change.found.empty() ? "none" : change.found;
    parts.push_back(fmt::format("{} {} → {}", change.property, found, change.wanted));
  }
  return join(parts, ", ");
}

}  // namespace vent
