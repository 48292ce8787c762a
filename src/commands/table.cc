#include "commands/table.h"

#include <algorithm>

#include "base/text.h"

namespace vent {

std::string render_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<int> widths;
  for (const std::vector<std::string>& row : rows)
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (column == widths.size()) widths.push_back(0);
      widths[column] = std::max(widths[column], display_width(row[column]));
    }
  std::string text;
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      text += row[column];
      if (column + 1 < row.size())
        text += std::string(static_cast<std::size_t>(widths[column] - display_width(row[column]) + 3), ' ');
    }
    text += '\n';
  }
  return text;
}

}  // namespace vent
