#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vent {

// One line of a comparison. A stretch of equal lines is left out but for a few around each difference.
struct DiffLine {
  enum class Kind { same, removed, added, left_out };
  Kind kind = Kind::same;
  std::string text;  // of left_out: empty

  bool operator==(const DiffLine&) const = default;
};

// How one text becomes another, line by line, with as few changes as can be found in reasonable time.
std::vector<DiffLine> text_diff(std::string_view before, std::string_view after, int context = 2);

}  // namespace vent
