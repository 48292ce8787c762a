#include "bug_report/looks_secret.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/base64.h"
#include "bug_report/scrubber.h"

namespace vent {
namespace {

constexpr std::string_view kPrivateKey = "PRIVATE KEY-----";

bool is_letter_or_digit(char byte) { return std::isalnum(static_cast<unsigned char>(byte)) != 0; }
bool is_base64(char byte) { return is_letter_or_digit(byte) || byte == '+' || byte == '/'; }
bool is_of_jwt(char byte) { return is_letter_or_digit(byte) || byte == '-' || byte == '_' || byte == '.'; }
bool is_of_word(char byte) { return is_letter_or_digit(byte) || byte == '-' || byte == '_'; }
bool is_of_join_token(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '.'; }

// Each longest piece of such characters that a test finds is taken out.
template <typename IsOfPiece, typename IsSecret>
std::string without_pieces(const std::string& text, IsOfPiece is_of_piece, IsSecret is_secret) {
  std::string kept;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_of_piece(text[end])) ++end;
    if (end == i) {
      kept += text[i++];
      continue;
    }
    const std::string piece = text.substr(i, end - i);
    kept += is_secret(piece) ? std::string(kTakenOut) : piece;
    i = end;
  }
  return kept;
}

// The first line says what it is: -----BEGIN, as base64 has it, and behind it whose it is.
bool is_encoded_key(const std::string& piece) {
  constexpr std::size_t kFirstLine = 64;
  const std::size_t at = piece.find(base64("-----BEGIN ").substr(0, 14));
  if (at == std::string::npos) return false;
  const std::size_t size = std::min(kFirstLine, piece.size() - at) / 4 * 4;
  const std::optional<std::string> bytes = bytes_of_base64(piece.substr(at, size));
  return !bytes || bytes->find("PRIVATE") != std::string::npos;
}

bool is_jwt(const std::string& piece) {
  return piece.find("eyJ") != std::string::npos && std::ranges::count(piece, '.') >= 2 && piece.size() > 40;
}

bool is_join_token(const std::string& piece) {
  constexpr std::size_t kId = 6, kWhole = 23;
  return piece.size() == kWhole && piece[kId] == '.' && std::ranges::count(piece, '.') == 1;
}

constexpr std::array<std::string_view, 15> kNames = {"password",        "passwd",       "token",        "secret",
                                                     "apikey",          "api-key",      "api_key",      "auth_token",
                                                     "auth-token",      "x-auth-token", "access_token", "access-key",
                                                     "client-key-data", "private-key",  "authorization"};

bool is_name(std::string word) {
  std::ranges::transform(word, word.begin(), [](unsigned char byte) { return static_cast<char>(std::tolower(byte)); });
  while (word.starts_with("-")) word.erase(0, 1);
  return std::ranges::find(kNames, word) != kNames.end();
}

bool is_harmless(std::string_view value) {
  for (const std::string_view beginning : {"/", "(", "{", "["})
    if (value.starts_with(beginning)) return true;
  return value.empty() || value == "true" || value == "false" || value == "null";
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view characters) {
  while (at < text.size() && characters.find(text[at]) != std::string_view::npos) ++at;
  return at;
}

// Where a value ends: at its quote; in JSON without one at what follows; else with its line, for `Authorization: Bearer …`
// has two words.
std::string ends_of(std::string_view text, std::size_t behind_name, std::size_t begin) {
  const char before = text[begin - 1];
  if (before == '"' || before == '\'') return std::string(1, before);
  return text[behind_name] == '"' ? "\n,}]" : "\n";
}

}  // namespace

std::string without_private_keys(std::string text) {
  for (std::size_t at = text.find("-----BEGIN "); at != std::string::npos; at = text.find("-----BEGIN ", at + 1)) {
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    if (std::string_view(text).substr(at, line_end - at).find(kPrivateKey) == std::string_view::npos) continue;
    const std::size_t end = text.find(kPrivateKey, text.find("-----END ", at + 1));
    text.replace(at, end == std::string::npos ? end : end + kPrivateKey.size() - at, kTakenOut);
  }
  return text;
}

std::string without_encoded_keys(const std::string& text) { return without_pieces(text, is_base64, is_encoded_key); }

std::string without_tokens(std::string text) {
  text = without_pieces(text, is_of_jwt, is_jwt);
  return without_pieces(text, is_of_join_token, is_join_token);
}

std::string without_named_values(const std::string& text) {
  std::string kept;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_of_word(text[end])) ++end;
    if (end == i) {
      kept += text[i++];
      continue;
    }
    const std::string word = text.substr(i, end - i);
    kept += word;
    i = end;
    if (!is_name(word)) continue;
    const std::size_t separator = skip(text, i, "\"' ");
    if (separator >= text.size() || (text[separator] != ':' && text[separator] != '=')) continue;
    const std::size_t begin = skip(text, separator + 1, "\"' ");
    const std::size_t value_end = std::min(text.find_first_of(ends_of(text, i, begin), begin), text.size());
    const std::string_view value = std::string_view(text).substr(begin, value_end - begin);
    if (is_harmless(value)) continue;
    kept += text.substr(i, begin - i);
    kept += kTakenOut;
    i = value_end;
  }
  return kept;
}

}  // namespace vent
