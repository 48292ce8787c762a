#include "metal/api/ssh_fingerprint.h"

#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"

namespace vent::metal {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Keys and fingerprints are short, so both ways go bit by bit: six to a character, eight to a byte.
std::optional<std::string> bytes_of(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text.substr(0, text.find('='))) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<unsigned>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

std::string text_of(const Sha256Digest& digest) {
  std::string text;
  unsigned bits = 0;
  int count = 0;
  for (const std::uint8_t byte : digest) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) text += kDigits[bits >> (count - 6) & 0x3F];
  }
  if (count > 0) text += kDigits[bits << (6 - count) & 0x3F];
  return text;
}

}  // namespace

std::optional<std::string> ssh_fingerprint(std::string_view line) {
  const std::vector<std::string> words = split_words(line);
  if (words.size() < 2) return std::nullopt;
  const std::optional<std::string> data = bytes_of(words[1]);
  // The type stands in the data behind its length, in four bytes.
  constexpr std::size_t kLengthBytes = 4;
  if (!data || !std::string_view(*data).substr(std::min(data->size(), kLengthBytes)).starts_with(words[0]))
    return std::nullopt;
  return "SHA256:" + text_of(sha256(*data));
}

}  // namespace vent::metal
