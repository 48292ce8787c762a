#include "events/utf8.h"

#include <algorithm>

namespace vent {
namespace {

constexpr Utf8Character kBadByte{U'\uFFFD', 1, false};

unsigned byte_at(std::string_view text, std::size_t position) { return static_cast<unsigned char>(text[position]); }

bool continues(unsigned byte) { return (byte & 0xC0U) == 0x80U; }

// How long the first byte says the character is; 0 when no character begins with it.
std::size_t announced_length(unsigned first) {
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first <= 0xDFU) return 2;
  if (first >= 0xE0U && first <= 0xEFU) return 3;
  if (first >= 0xF0U && first <= 0xF4U) return 4;
  return 0;
}

}  // namespace

Utf8Character first_character(std::string_view text) {
  const unsigned first = byte_at(text, 0);
  const std::size_t length = announced_length(first);
  if (length == 1) return {first, 1, true};
  if (length == 0 || length > text.size()) return kBadByte;

  constexpr unsigned kFirstBits[] = {0, 0, 0x1FU, 0x0FU, 0x07U};
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  char32_t code = first & kFirstBits[length];
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned byte = byte_at(text, i);
    if (!continues(byte)) return kBadByte;
    code = code << 6U | (byte & 0x3FU);
  }
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kSmallest[length] || code > 0x10FFFF || is_surrogate) return kBadByte;
  return {code, length, true};
}

std::size_t unfinished_character(std::string_view text) {
  const std::size_t longest = std::min<std::size_t>(3, text.size());
  for (std::size_t length = 1; length <= longest; ++length) {
    const unsigned byte = byte_at(text, text.size() - length);
    if (continues(byte)) continue;
    return announced_length(byte) > length ? length : 0;
  }
  return 0;
}

}  // namespace vent
