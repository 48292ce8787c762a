#include "node/listeners.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/text.h"
#include "net/ipv4.h"

namespace vent {
namespace {

std::optional<std::uint64_t> parse_hex(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The table shows an IPv4 address as the number it has in memory on this machine: its bytes come last to first.
std::string address_of(std::string_view digits) {
  constexpr std::size_t kIpv4Digits = 8;
  if (digits.size() != kIpv4Digits) return digits.find_first_not_of('0') == std::string_view::npos ? "::" : "IPv6";
  const auto value = static_cast<std::uint32_t>(parse_hex(digits).value_or(0));
  return Ipv4{(value >> 24) | ((value >> 8) & 0xff00) | ((value << 8) & 0xff0000) | (value << 24)}.text();
}

}  // namespace

std::vector<WaitingSocket> waiting_sockets(std::string_view table, std::string_view state) {
  constexpr std::size_t kLocal = 1, kState = 3, kInode = 9;
  std::vector<WaitingSocket> sockets;
  for (const std::string& line : split_lines(table)) {
    const std::vector<std::string> words = split_words(line);
    if (words.size() <= kInode || words[kState] != state) continue;
    const std::vector<std::string> local = split(words[kLocal], ':');
    const auto port = local.size() == 2 ? parse_hex(local[1]) : std::nullopt;
    const auto inode = parse_integer(words[kInode], 0, INT64_MAX);
    if (!port || !inode) continue;
    sockets.push_back({.address = address_of(local[0]),
                       .port = static_cast<int>(*port),
                       .inode = static_cast<unsigned long long>(*inode)});
  }
  return sockets;
}

}  // namespace vent
