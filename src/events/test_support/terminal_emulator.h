#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vent {

// A small terminal for tests: takes the bytes a listener writes and knows what a person would see. Understands text
// with wide characters, "\r", "\n", tabs, and the CSI sequences nA, K, J, m, ?25l and ?25h; anything else is a fault.
// Like a real one, it wraps only when a character comes after the last column, can't move up past its first row, and
// keeps what scrolled away out of reach.
class TerminalEmulator {
 public:
  TerminalEmulator(int columns, int rows);

  void write(std::string_view bytes);

  // All that is to be seen, from the first line that scrolled away to the last that is not empty, without colours and
  // without spaces at the ends of lines. Lines that wrapped are put together again.
  std::vector<std::string> lines() const;
  std::string text() const;  // the same, each line with a newline

  bool cursor_is_shown() const { return cursor_is_shown_; }
  bool colours_are_reset() const { return colours_are_reset_; }
  bool saw_colours() const { return saw_colours_; }
  int column() const { return column_; }
  // Lines that went past the last column, put together again as above.
  std::vector<std::string> wrapped_lines() const;
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  struct Row {
    std::vector<std::string> cells;  // a wide character is followed by an empty cell
    bool wraps_into_next = false;
  };

  void put(std::string_view character);
  void line_feed();
  void control_sequence(std::string_view parameters, char command);
  void erase_to_end_of_line();
  Row& row() { return rows_[top_ + static_cast<std::size_t>(row_)]; }

  int columns_;
  int height_;
  std::vector<Row> rows_;
  std::size_t top_ = 0;  // the first row on the screen; those before it have scrolled away
  int row_ = 0;
  int column_ = 0;
  bool cursor_is_shown_ = true;
  bool colours_are_reset_ = true;
  bool saw_colours_ = false;
  std::vector<std::string> faults_;
};

}  // namespace vent
