#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vent {

// An IPv4 address, in host byte order. Parsing takes exactly what text() writes: four decimal parts without leading
// zeros, since "010" means 8 to some programs and 10 to others.
struct Ipv4 {
  std::uint32_t value = 0;

  static Result<Ipv4> parse(std::string_view text);
  std::string text() const;

  auto operator<=>(const Ipv4&) const = default;
};

// A block of addresses as written with a prefix: "10.80.0.0/16". Ranges that parse() gives are well formed: the prefix
// is 0 to 32 and `first` has no bits behind it.
struct Ipv4Range {
  Ipv4 first;
  int prefix = 32;

  static Result<Ipv4Range> parse(std::string_view text);
  std::string text() const;

  std::uint64_t size() const;  // 1 to 2^32
  Ipv4 last() const;
  Ipv4 at(std::uint64_t offset) const;  // the offset is below size()
  bool contains(Ipv4 address) const;
  bool contains(const Ipv4Range& other) const;
  bool overlaps(const Ipv4Range& other) const;

  auto operator<=>(const Ipv4Range&) const = default;
};

}  // namespace vent
