#include "commands/table.h"

#include <algorithm>

#include "base/text.h"

namespace vent {
namespace {

constexpr int kGap = 3;

}  // namespace

std::string render_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<int> widths;
  for (const std::vector<std::string>& row : rows)
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (column == widths.size()) widths.push_back(0);
      widths[column] = std::max(widths[column], display_width(row[column]));
    }
  std::string text;
  for (const std::vector<std::string>& row : rows) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      line += row[column];
      const int padding = widths[column] - display_width(row[column]) + kGap;
      line.append(static_cast<std::size_t>(padding), ' ');
    }
    text += trim_end(line);
    text += '\n';
  }
  return text;
}

}  // namespace vent
