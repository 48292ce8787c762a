#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vent {

// One step through a text that should be UTF-8. Whatever the bytes are, stepping by `bytes` visits all of them.
struct Utf8Character {
  char32_t code = 0;      // U+FFFD when the bytes are not a character
  std::size_t bytes = 1;  // how many bytes it takes
  bool valid = true;
};

// The character at the start of a text that is not empty. Overlong forms, surrogates and codes past U+10FFFF are not
// characters; a bad byte counts alone.
Utf8Character first_character(std::string_view text);

// How many bytes at the end of the text are the beginning of a character whose rest is missing: 0 to 3.
std::size_t unfinished_character(std::string_view text);

}  // namespace vent
