#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/result.h"

namespace vent {

// Larger files are nobody's handwriting; refusing them bounds what any reader here can take.
constexpr std::size_t kLargestSource = std::size_t{4} * 1024 * 1024;

// A text that a person wrote, checked before it is parsed: small enough, UTF-8 throughout, and without characters that
// nobody sees (control characters, line breaks other than newline, byte order marks in the middle). So every reader
// counts lines by '\n', columns by characters, and may show what it read on a terminal.
//
// Gives the text to parse, which is the same without a byte order mark at its start.
Result<std::string_view> check_source(std::string_view text, const std::string& file);

// Line `number` (from 1) without its line break; empty when there is no such line.
std::string_view source_line(std::string_view text, int number);

}  // namespace vent
