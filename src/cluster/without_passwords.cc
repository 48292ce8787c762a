#include "cluster/without_passwords.h"

#include <algorithm>

namespace vent {
namespace {

constexpr std::string_view kSecretWords[] = {"pass", "secret", "token"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins_with_secret_word(std::string_view text) {
  return std::ranges::any_of(kSecretWords, [&](std::string_view word) {
    return text.size() >= word.size() && std::ranges::equal(text.substr(0, word.size()), word, {}, lower);
  });
}

// Where the value behind the first such name begins; the line's end when there is none.
std::size_t secret_in(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i)
    if (begins_with_secret_word(line.substr(i))) {
      const std::size_t sign = line.find_first_of("=:", i);
      return sign == std::string_view::npos ? line.size() : sign + 1;
    }
  return line.size();
}

}  // namespace

std::string without_passwords(std::string_view text) {
  std::string result(text);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    for (std::size_t i = begin + secret_in(text.substr(begin, end - begin)); i < end; ++i)
      if (text[i] != ' ' && text[i] != '\r') result[i] = '*';
    begin = end + 1;
  }
  return result;
}

}  // namespace vent
