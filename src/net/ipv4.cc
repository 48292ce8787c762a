#include "net/ipv4.h"

#include <fmt/core.h>

#include <optional>

namespace vent {
namespace {

// A decimal number of at most `maximum`, without a sign, white space or leading zeros.
std::optional<std::uint32_t> parse_part(std::string_view text, std::uint32_t maximum) {
  if (text.empty() || text.size() > 3) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  std::uint32_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  if (value > maximum) return std::nullopt;
  return value;
}

std::optional<Ipv4> parse_address(std::string_view text) {
  Ipv4 address;
  for (int part = 0; part < 4; ++part) {
    const std::size_t end = part < 3 ? text.find('.') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    const std::optional<std::uint32_t> value = parse_part(text.substr(0, end), 255);
    if (!value) return std::nullopt;
    address.value = address.value << 8 | *value;
    if (part < 3) text.remove_prefix(end + 1);
  }
  return address;
}

// The bits of an address that a prefix leaves free.
std::uint32_t free_bits(int prefix) {
  return prefix == 0 ? ~std::uint32_t{0} : (std::uint32_t{1} << (32 - prefix)) - 1;
}

Error bad_range(std::string_view text, std::string_view hint) {
  return Error(ErrorKind::bad_input, fmt::format("'{}' is not an IPv4 range", text))
      .with_id("VENT_BAD_RANGE")
      .with_hint(std::string(hint));
}

}  // namespace

Result<Ipv4> Ipv4::parse(std::string_view text) {
  if (const std::optional<Ipv4> address = parse_address(text)) return *address;
  return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is not an IPv4 address", text))
                  .with_id("VENT_BAD_ADDRESS")
                  .with_hint("write four numbers from 0 to 255 without leading zeros, as 10.80.1.1"));
}

std::string Ipv4::text() const {
  return fmt::format("{}.{}.{}.{}", value >> 24, value >> 16 & 255, value >> 8 & 255, value & 255);
}

Result<Ipv4Range> Ipv4Range::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos)
    return fail(bad_range(text, "write an address, a slash and a prefix length, as 10.80.0.0/16"));
  const std::optional<Ipv4> first = parse_address(text.substr(0, slash));
  if (!first) return fail(bad_range(text, "before the slash stands an IPv4 address, as in 10.80.0.0/16"));
  const std::optional<std::uint32_t> prefix = parse_part(text.substr(slash + 1), 32);
  if (!prefix) return fail(bad_range(text, "behind the slash stands a number from 0 to 32, as in 10.80.0.0/16"));

  const Ipv4Range range{*first, static_cast<int>(*prefix)};
  const Ipv4Range meant{Ipv4{first->value & ~free_bits(range.prefix)}, range.prefix};
  if (range != meant)
    return fail(Error(ErrorKind::bad_input,
                      fmt::format("'{}' is an address inside the range {}, not a range", text, meant.text()))
                    .with_id("VENT_BAD_RANGE")
                    .with_hint(fmt::format("did you mean {}?", meant.text())));
  return range;
}

std::string Ipv4Range::text() const { return fmt::format("{}/{}", first.text(), prefix); }

std::uint64_t Ipv4Range::size() const { return std::uint64_t{1} << (32 - prefix); }

Ipv4 Ipv4Range::last() const { return Ipv4{first.value | free_bits(prefix)}; }

Ipv4 Ipv4Range::at(std::uint64_t offset) const { return Ipv4{first.value + static_cast<std::uint32_t>(offset)}; }

bool Ipv4Range::contains(Ipv4 address) const { return first <= address && address <= last(); }

bool Ipv4Range::contains(const Ipv4Range& other) const { return first <= other.first && other.last() <= last(); }

bool Ipv4Range::overlaps(const Ipv4Range& other) const { return first <= other.last() && other.first <= last(); }

}  // namespace vent
