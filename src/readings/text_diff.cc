#include "readings/text_diff.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "base/text.h"

namespace vent {
namespace {

using Lines = std::span<const std::string>;
using Kind = DiffLine::Kind;

// Beyond this, the table below would cost more than anybody wants to read.
constexpr std::size_t kLargestTable = 4'000'000;

void append(std::vector<DiffLine>& diff, Kind kind, Lines lines) {
  for (const std::string& line : lines) diff.push_back({.kind = kind, .text = line});
}

// The longest common subsequence, by the table of its lengths for all ends of both texts.
void append_difference(std::vector<DiffLine>& diff, Lines before, Lines after) {
  const std::size_t rows = before.size(), columns = after.size();
  if ((rows + 1) * (columns + 1) > kLargestTable) {
    append(diff, Kind::removed, before);
    append(diff, Kind::added, after);
    return;
  }
  std::vector<std::uint32_t> table((rows + 1) * (columns + 1), 0);
  const auto length = [&](std::size_t row, std::size_t column) -> std::uint32_t& {
    return table[row * (columns + 1) + column];
  };
  for (std::size_t row = rows; row-- > 0;)
    for (std::size_t column = columns; column-- > 0;)
      length(row, column) = before[row] == after[column] ? length(row + 1, column + 1) + 1
                                                         : std::max(length(row + 1, column), length(row, column + 1));
  std::size_t row = 0, column = 0;
  while (row < rows || column < columns) {
    if (row < rows && column < columns && before[row] == after[column]) {
      diff.push_back({.kind = Kind::same, .text = before[row]});
      ++row, ++column;
    } else if (row < rows && (column == columns || length(row + 1, column) >= length(row, column + 1))) {
      diff.push_back({.kind = Kind::removed, .text = before[row++]});
    } else {
      diff.push_back({.kind = Kind::added, .text = after[column++]});
    }
  }
}

// Keeps the lines that are near a difference.
std::vector<DiffLine> with_context(const std::vector<DiffLine>& diff, int context) {
  std::vector<bool> is_near(diff.size(), false);
  for (std::size_t i = 0; i < diff.size(); ++i) {
    if (diff[i].kind == Kind::same) continue;
    const auto reach = static_cast<std::size_t>(context);
    for (std::size_t near = i - std::min(i, reach); near <= std::min(diff.size() - 1, i + reach); ++near)
      is_near[near] = true;
  }
  std::vector<DiffLine> kept;
  for (std::size_t i = 0; i < diff.size(); ++i) {
    if (is_near[i]) kept.push_back(diff[i]);
    if (!is_near[i] && (i == 0 || is_near[i - 1])) kept.push_back({.kind = Kind::left_out, .text = ""});
  }
  return kept;
}

}  // namespace

std::vector<DiffLine> text_diff(std::string_view before, std::string_view after, int context) {
  if (before == after) return {};
  const std::vector<std::string> old_lines = split_lines(before), new_lines = split_lines(after);
  const auto [old_end, new_end] = std::ranges::mismatch(old_lines, new_lines);
  const auto begin = static_cast<std::size_t>(old_end - old_lines.begin());
  std::size_t end = 0;
  while (end < std::min(old_lines.size(), new_lines.size()) - begin &&
         old_lines[old_lines.size() - 1 - end] == new_lines[new_lines.size() - 1 - end])
    ++end;
  std::vector<DiffLine> diff;
  append(diff, Kind::same, Lines(old_lines).first(begin));
  append_difference(diff, Lines(old_lines).subspan(begin, old_lines.size() - begin - end),
                    Lines(new_lines).subspan(begin, new_lines.size() - begin - end));
  append(diff, Kind::same, Lines(old_lines).last(end));
  return with_context(diff, context);
}

}  // namespace vent
