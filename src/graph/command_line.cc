#include "graph/command_line.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::string_view kHidden = "(secret)";
constexpr std::array<std::string_view, 6> kSecretNames = {"token",      "password", "passwd",
                                                          "passphrase", "secret",   "credential"};

bool names_a_secret(std::string_view name) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return std::ranges::any_of(kSecretNames,
                             [&](std::string_view secret) { return lower.find(secret) != std::string::npos; });
}

// "https://name:word@host/path"
std::string without_login(const std::string& word) {
  const std::size_t scheme = word.find("://");
  if (scheme == std::string::npos) return shell_quote(word);
  const std::size_t host = scheme + 3;
  const std::size_t at = word.substr(0, word.find_first_of("/?#", host)).rfind('@');
  if (at == std::string::npos || at < host) return shell_quote(word);
  return fmt::format("{}{}{}", shell_quote(word.substr(0, host)), kHidden, shell_quote(word.substr(at)));
}

std::string without_secret(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals != std::string::npos && names_a_secret(word.substr(0, equals)))
    return fmt::format("{}={}", shell_quote(word.substr(0, equals)), kHidden);
  return without_login(word);
}

bool is_option(const std::string& word) { return word.starts_with("-"); }

}  // namespace

std::string command_line_without_secrets(std::span<const std::string> words) {
  std::vector<std::string> shown;
  bool is_secret_next = false;
  for (const std::string& word : words) {
    shown.push_back(is_secret_next && !is_option(word) ? std::string(kHidden) : without_secret(word));
    is_secret_next = is_option(word) && word.find('=') == std::string::npos && names_a_secret(word);
  }
  return join(shown, " ");
}

}  // namespace vent
