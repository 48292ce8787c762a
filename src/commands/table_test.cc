#include "commands/table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "support/golden.h"

namespace vent {
namespace {

TEST(RenderTable, AlignsWideAndAccentedTextByWhatATerminalShows) {
  expect_golden("table_wide.txt", render_table({{"NAME", "STATE", "ADDRESS"},
                                                {"worker-0", "active", "10.80.1.1"},
                                                {"コントローラ", "起動中", "10.80.2.1"},
                                                {"été", "", "-"},
                                                {"\xF0\x9F\x90\xA7", "failed", ""}}));
}

TEST(RenderTable, MayHaveShortRowsOrNone) {
  EXPECT_EQ(render_table({}), "");
  EXPECT_EQ(render_table({{}}), "\n");
  EXPECT_EQ(render_table({{"A"}, {"b", "c"}}), "A\nb   c\n");
}

RC_GTEST_PROP(RenderTableProperty, EachColumnBeginsAtOnePlace, ()) {
  const auto cell = rc::gen::element<std::string>("", "a", "word", "長い名前", "é", "10.80.1.1");
  const auto row = rc::gen::container<std::vector<std::string>>(3, cell);
  const std::vector<std::vector<std::string>> rows = *rc::gen::container<std::vector<std::vector<std::string>>>(row);
  const std::vector<std::string> lines = split_lines(render_table(rows));
  RC_ASSERT(lines.size() == rows.size());
  int first = 0;
  int second = 0;
  for (const std::vector<std::string>& cells : rows) {
    first = std::max(first, display_width(cells[0]));
    second = std::max(second, display_width(cells[1]));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RC_ASSERT(!lines[i].ends_with(' '));
    RC_ASSERT(lines[i].starts_with(rows[i][0]));
    if (rows[i][2].empty()) continue;
    RC_ASSERT(lines[i].ends_with(rows[i][2]));
    RC_ASSERT(display_width(lines[i]) == first + 3 + second + 3 + display_width(rows[i][2]));
  }
}

}  // namespace
}  // namespace vent
