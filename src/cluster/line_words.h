#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vent {

// The words of a line with the columns where they begin, for formats that are made of lines.
struct Word {
  std::string text;
  int column = 1;  // in characters
};

// By white space; what begins with # is a comment.
std::vector<Word> split_line(std::string_view line);

// As a POSIX shell takes them apart: quotes and backslashes keep blanks in a word and are gone from it. As in Ansible,
// a # outside of quotes begins a comment even inside a word. Nothing when a quote isn't closed.
std::optional<std::vector<Word>> split_shell_line(std::string_view line);

// Which column the byte stands in.
int column_of(std::string_view line, std::size_t byte);

}  // namespace vent
