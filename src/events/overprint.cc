#include "events/overprint.h"

#include <fmt/core.h>

namespace vent {
namespace {

constexpr std::string_view kHideCursor = "\x1b[?25l";
constexpr std::string_view kShowCursor = "\x1b[?25h";
constexpr std::string_view kEraseToEndOfLine = "\x1b[K";
constexpr std::string_view kEraseBelow = "\x1b[J";

}  // namespace

void Overprint::show(std::string_view staying, std::vector<std::string> block) {
  if (staying.empty() && block == block_) return;
  std::string bytes;
  if (block_.empty() && !block.empty()) bytes += kHideCursor;
  // "\r": a key the user pressed may have moved the cursor away from the first column.
  if (!block_.empty()) bytes += fmt::format("\r\x1b[{}A", block_.size());
  // What stays may wrap, so one line of it can cover several of the old block: erase all of these first.
  if (!block_.empty() && !staying.empty()) bytes += kEraseBelow;
  bytes += staying;
  for (const std::string& line : block) {
    bytes += line;
    bytes += kEraseToEndOfLine;
    bytes += '\n';
  }
  if (block.size() < block_.size() && staying.empty()) bytes += kEraseBelow;
  if (!block_.empty() && block.empty()) bytes += kShowCursor;
  block_ = std::move(block);
  write_(bytes);
}

}  // namespace vent
