#include "events/test_support/terminal_emulator.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "events/utf8.h"

namespace vent {
namespace {

struct Line {
  std::string text;
  bool wrapped = false;
};

std::string without_trailing_spaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

TerminalEmulator::TerminalEmulator(int columns, int rows)
    : columns_(columns), height_(rows), rows_(static_cast<std::size_t>(rows)) {}

void TerminalEmulator::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (bytes.starts_with("\x1b[")) {
      std::size_t end = 2;
      while (end < bytes.size() && std::isalpha(static_cast<unsigned char>(bytes[end])) == 0) ++end;
      if (end == bytes.size()) {
        faults_.emplace_back("a control sequence without an end");
        return;
      }
      control_sequence(bytes.substr(2, end - 2), bytes[end]);
      bytes.remove_prefix(end + 1);
      continue;
    }
    const Utf8Character character = first_character(bytes);
    const std::string_view text = bytes.substr(0, character.bytes);
    bytes.remove_prefix(character.bytes);
    if (text == "\r") {
      column_ = 0;
    } else if (text == "\n") {
      line_feed();
    } else if (text == "\t") {
      column_ = std::min(columns_ - 1, (column_ / 8 + 1) * 8);
    } else if (!character.valid || character.code < 0x20 || (character.code >= 0x7F && character.code < 0xA0)) {
      faults_.push_back("a byte that a terminal would obey or not understand: " + std::to_string(character.code));
    } else {
      put(text);
    }
  }
}

void TerminalEmulator::put(std::string_view character) {
  const int width = display_width(character);
  if (width > columns_) return;
  if (column_ + width > columns_) {
    row().wraps_into_next = true;
    line_feed();
  }
  std::vector<std::string>& cells = row().cells;
  if (width == 0) {
    if (column_ > 0 && cells.size() >= static_cast<std::size_t>(column_)) {
      cells[static_cast<std::size_t>(column_) - 1] += character;
    }
    return;
  }
  const std::size_t end = static_cast<std::size_t>(column_) + static_cast<std::size_t>(width);
  if (cells.size() < end) cells.resize(end, " ");
  cells[static_cast<std::size_t>(column_)] = character;
  if (width == 2) cells[end - 1] = "";
  column_ += width;
}

// As the terminal driver has it by default: a newline also returns the carriage.
void TerminalEmulator::line_feed() {
  column_ = 0;
  if (row_ + 1 < height_) {
    ++row_;
  } else {
    rows_.emplace_back();
    ++top_;
  }
}

void TerminalEmulator::erase_to_end_of_line() {
  // A terminal whose last column was just written has its cursor still on it, and would erase that character.
  const int from = std::min(column_, columns_ - 1);
  if (row().cells.size() > static_cast<std::size_t>(from)) row().cells.resize(static_cast<std::size_t>(from));
  row().wraps_into_next = false;
}

void TerminalEmulator::control_sequence(std::string_view parameters, char command) {
  const std::string sequence = std::string(parameters) + command;
  if (sequence == "?25l") {
    cursor_is_shown_ = false;
  } else if (sequence == "?25h") {
    cursor_is_shown_ = true;
  } else if (sequence == "K") {
    erase_to_end_of_line();
  } else if (sequence == "J") {
    erase_to_end_of_line();
    for (std::size_t i = top_ + static_cast<std::size_t>(row_) + 1; i < rows_.size(); ++i) rows_[i] = {};
  } else if (command == 'A') {
    const int up = static_cast<int>(parse_integer(parameters, 1, 100'000).value_or(0));
    if (up == 0 || up > row_) faults_.push_back("the cursor can't go up by " + std::string(parameters));
    row_ = std::max(0, row_ - up);
  } else if (command == 'm') {
    saw_colours_ = true;
    colours_are_reset_ = parameters == "0";
  } else {
    faults_.push_back("an unknown control sequence: " + sequence);
  }
}

std::vector<std::string> TerminalEmulator::lines() const {
  std::vector<std::string> result;
  std::string line;
  for (const Row& each : rows_) {
    for (const std::string& cell : each.cells) line += cell;
    if (each.wraps_into_next) continue;
    result.push_back(without_trailing_spaces(std::move(line)));
    line.clear();
  }
  while (!result.empty() && result.back().empty()) result.pop_back();
  return result;
}

std::string TerminalEmulator::text() const {
  std::string result;
  for (const std::string& line : lines()) result += line + '\n';
  return result;
}

std::vector<std::string> TerminalEmulator::wrapped_lines() const {
  std::vector<std::string> result;
  std::string line;
  bool wraps = false;
  for (const Row& each : rows_) {
    for (const std::string& cell : each.cells) line += cell;
    wraps = wraps || each.wraps_into_next;
    if (each.wraps_into_next) continue;
    if (wraps) result.push_back(line);
    line.clear();
    wraps = false;
  }
  return result;
}

}  // namespace vent
