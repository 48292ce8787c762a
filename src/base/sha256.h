#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace vent {

using Sha256Digest = std::array<std::uint8_t, 32>;

// A digest of something that comes in pieces.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  ~Sha256();
  void add(std::string_view piece);
  Sha256Digest finish();  // and is ready for the next

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Sha256Digest sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string hex(std::span<const std::uint8_t> digest);
// Of a file, read in pieces.
Result<std::string> sha256_hex_of_file(const Path& path);

}  // namespace vent
