#pragma once

#include <map>
#include <string>
#include <vector>

namespace vent {

// How a thing on a host is, or should be: properties in words that a person understands ("mode" → "0644"). A thing that
// isn't there has no properties at all.
using State = std::map<std::string, std::string>;

// One property that is not as it should be.
struct Change {
  std::string property;
  std::string found;
  std::string wanted;

  bool operator==(const Change&) const = default;
};

// What to change so that everything wanted holds. What was found beyond that is nobody's business.
std::vector<Change> differences(const State& wanted, const State& found);

// "mode 0600 → 0644, owner nobody → root"; a thing that is missing: "not there".
std::string describe(const std::vector<Change>& changes);

}  // namespace vent
