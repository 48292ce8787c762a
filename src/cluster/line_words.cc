#include "cluster/line_words.h"

#include <algorithm>

#include "events/utf8.h"

namespace vent {
namespace {

constexpr std::string_view kBlanks = " \t\r";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

}  // namespace

int column_of(std::string_view line, std::size_t byte) {
  int column = 1;
  for (std::string_view before = line.substr(0, byte); !before.empty(); ++column)
    before.remove_prefix(first_character(before).bytes);
  return column;
}

std::vector<Word> split_line(std::string_view line) {
  std::vector<Word> words;
  std::size_t begin = line.find_first_not_of(kBlanks);
  while (begin != std::string_view::npos && line[begin] != '#') {
    const std::size_t end = std::min(line.find_first_of(kBlanks, begin), line.size());
    words.push_back({std::string(line.substr(begin, end - begin)), column_of(line, begin)});
    begin = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::optional<std::vector<Word>> split_shell_line(std::string_view line) {
  std::vector<Word> words;
  bool is_in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == 0 && c == '#') break;
    if (quote == 0 && is_blank(c)) {
      is_in_word = false;
      continue;
    }
    if (!is_in_word) words.push_back({"", column_of(line, i)});
    is_in_word = true;
    const bool can_escape =
        quote == 0 || (quote == '"' && i + 1 < line.size() && (line[i + 1] == '"' || line[i + 1] == '\\'));
    if (c == '\\' && can_escape) {
      if (++i == line.size()) return std::nullopt;
      words.back().text += line[i];
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      words.back().text += c;
    }
  }
  if (quote != 0) return std::nullopt;
  return words;
}

}  // namespace vent
