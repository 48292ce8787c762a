#include "cluster/host_key.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/text.h"
#include "formats/problems.h"

namespace vent {
namespace {

struct KeyType {
  std::string_view name;
  int fields;  // of the decoded key, the name of its type being the first
};
constexpr KeyType kTypes[] = {
    {"ssh-ed25519", 2}, {"ecdsa-sha2-nistp256", 3}, {"ecdsa-sha2-nistp384", 3}, {"ecdsa-sha2-nistp521", 3},
    {"ssh-rsa", 3},
};

const KeyType* find_type(std::string_view name) {
  const auto* type = std::ranges::find(kTypes, name, &KeyType::name);
  return type == std::end(kTypes) ? nullptr : type;
}

std::optional<std::uint32_t> digit_of(char c) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t value = kDigits.find(c);
  if (value == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

// Groups of four digits, the last one filled up with '='.
std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  text.remove_suffix(padding);
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::optional<std::uint32_t> digit = digit_of(c);
    if (!digit) return std::nullopt;
    bits = bits << 6 | *digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

// A key is a row of fields, each behind its length in four bytes. Nothing when lengths and bytes don't agree.
std::optional<std::vector<std::string_view>> fields_of(std::string_view key) {
  std::vector<std::string_view> fields;
  while (!key.empty()) {
    if (key.size() < 4) return std::nullopt;
    std::uint32_t length = 0;
    for (const char byte : key.substr(0, 4)) length = length << 8 | static_cast<unsigned char>(byte);
    key.remove_prefix(4);
    if (length > key.size()) return std::nullopt;
    fields.push_back(key.substr(0, length));
    key.remove_prefix(length);
  }
  return fields;
}

bool is_whole(const KeyType& type, std::string_view base64) {
  const std::optional<std::string> key = decode_base64(base64);
  if (!key) return false;
  const std::optional<std::vector<std::string_view>> fields = fields_of(*key);
  if (!fields || fields->size() != static_cast<std::size_t>(type.fields) || fields->front() != type.name) return false;
  return type.name != "ssh-ed25519" || fields->back().size() == 32;
}

std::string types_in_words() {
  std::vector<std::string> names;
  for (const KeyType& type : kTypes) names.emplace_back(type.name);
  return join(names, ", ");
}

Error not_a_key(std::string message, std::string hint) {
  return Error(ErrorKind::bad_input, std::move(message)).with_id("VENT_HOST_KEY").with_hint(std::move(hint));
}

}  // namespace

Result<std::string> parse_host_key(std::string_view text) {
  // Not shown again, not even a part of it.
  if (text.find("PRIVATE KEY") != std::string_view::npos)
    return fail(
        not_a_key("this is a private key", "give the public one: the host's /etc/ssh/ssh_host_ed25519_key.pub"));
  const std::vector<std::string> words = split_words(text);
  if (words.size() > 2 && find_type(words[0]) == nullptr && find_type(words[1]) != nullptr)
    return fail(not_a_key(fmt::format("{} stands before the host key", in_quotes(words[0])),
                          fmt::format("leave it out; the key begins with {}", words[1])));
  const KeyType* type = words.empty() ? nullptr : find_type(words[0]);
  if (type == nullptr)
    return fail(not_a_key(fmt::format("{} is no host key", in_quotes(text)),
                          fmt::format("write its type and the key; types are {}", types_in_words())));
  if (words.size() < 2 || !is_whole(*type, words[1]))
    return fail(not_a_key(fmt::format("this is no whole {} key", type->name),
                          "copy it again, as ssh-keyscan or the host's /etc/ssh/ssh_host_*_key.pub shows it"));
  return words[0] + " " + words[1];
}

}  // namespace vent
