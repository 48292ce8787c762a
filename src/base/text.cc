#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace vent {
namespace {

constexpr std::string_view kWhiteSpace = " \t\n\r\f\v";

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines = split(text, '\n');
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  for (;;) {
    const std::size_t begin = text.find_first_not_of(kWhiteSpace);
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(kWhiteSpace), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string text;
  bool is_first = true;
  for (const std::string& part : parts) {
    if (!is_first) text += separator;
    text += part;
    is_first = false;
  }
  return text;
}

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kWhiteSpace), text.size()));
  return trim_end(text);
}

std::string_view trim_end(std::string_view text) { return text.substr(0, text.find_last_not_of(kWhiteSpace) + 1); }

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  if (what.empty()) return text;
  std::size_t found = text.find(what);
  if (found == std::string::npos) return text;
  std::string result;
  std::size_t begin = 0;
  for (; found != std::string::npos; found = text.find(what, begin)) {
    result.append(text, begin, found - begin);
    result += with;
    begin = found + what.size();
  }
  return result.append(text, begin);
}

std::string indent(std::string_view text, std::string_view prefix) {
  std::string result;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t length = newline == std::string_view::npos ? text.size() : newline + 1;
    result += prefix;
    result += text.substr(0, length);
    text.remove_prefix(length);
  }
  return result;
}

std::string without_terminal_codes(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t start = std::min(text.find("\x1b["), text.size());
    plain += text.substr(0, start);
    text.remove_prefix(start);
    if (text.empty()) break;
    // Parameters and intermediates are 0x20 to 0x3f; what follows them is the last character of the code.
    std::size_t last = 2;
    while (last < text.size() && text[last] >= 0x20 && text[last] <= 0x3f) ++last;
    text.remove_prefix(std::min(last + 1, text.size()));
  }
  return plain;
}

std::string last_lines(std::string_view text, int count) {
  const std::vector<std::string> lines = split_lines(text);
  const std::size_t kept = std::min(lines.size(), static_cast<std::size_t>(std::max(count, 0)));
  return join(std::span(lines).last(kept), "\n");
}

std::optional<long long> parse_integer(std::string_view text, long long minimum, long long maximum) {
  long long value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped_at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped_at != end || value < minimum || value > maximum) return std::nullopt;
  return value;
}

int edit_distance(std::string_view a, std::string_view b) {
  // Levenshtein, one row at a time: row[j] is the distance from the part of `a` read so far to the first j of `b`.
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (const char character : a) {
    int diagonal = row[0]++;
    for (std::size_t j = 1; j < row.size(); ++j) {
      const int replaced = diagonal + (character == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  if (word.empty()) return std::nullopt;
  std::optional<std::string> best;
  // Two letters swapped, the commonest slip, are a distance of two: near enough from five letters on.
  int best_distance = std::max(1, (static_cast<int>(word.size()) + 1) / 3) + 1;
  for (const std::string& candidate : candidates) {
    const int distance = edit_distance(word, candidate);
    if (distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

}  // namespace vent
