#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vent {

std::vector<std::string> split(std::string_view text, char separator);
std::vector<std::string> split_lines(std::string_view text);  // without the newlines; a last empty line is left out
std::vector<std::string> split_words(std::string_view text);  // by white space
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string_view trim(std::string_view text);
std::string_view trim_end(std::string_view text);
std::string replace_all(std::string text, std::string_view what, std::string_view with);
std::string indent(std::string_view text, std::string_view prefix);  // every line
// Without the colours and cursor movements that programs write for a terminal ("ESC [ … letter").
std::string without_terminal_codes(std::string_view text);
std::string last_lines(std::string_view text, int count);  // without a newline at the end
// "a very l…ng name" of at most `width` terminal columns (UTF-8 aware).
std::string elide_middle(std::string_view text, int width);
// How many terminal columns a UTF-8 text takes, whatever the locale. Control characters count as none.
int display_width(std::string_view text);

// A whole decimal number within the limits, nothing around it.
std::optional<long long> parse_integer(std::string_view text, long long minimum, long long maximum);

int edit_distance(std::string_view a, std::string_view b);
// The candidate that `word` was probably meant to be, if one is near enough.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace vent
