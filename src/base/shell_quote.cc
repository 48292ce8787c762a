#include "base/shell_quote.h"

#include "base/text.h"

namespace vent {
namespace {

constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@+:,./_-";

bool is_plain(std::string_view word, std::string_view also_plain) {
  for (const char character : word) {
    if (kPlain.find(character) == std::string_view::npos && also_plain.find(character) == std::string_view::npos)
      return false;
  }
  return !word.empty();
}

std::string quote(std::string_view word, std::string_view also_plain) {
  if (is_plain(word, also_plain)) return std::string(word);
  return "'" + replace_all(std::string(word), "'", "'\\''") + "'";
}

}  // namespace

std::string shell_quote(std::string_view word) { return quote(word, "="); }

std::string shell_quote(std::span<const std::string> words) {
  std::string line;
  for (const std::string& word : words) {
    // In front of a command, A=b would be taken for an assignment.
    line += line.empty() ? quote(word, "") : " " + quote(word, "=");
  }
  return line;
}

}  // namespace vent
