#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"

namespace vent {

// Packed pieces of large contents, kept from one run to the next: to pack them costs more than to send them. They can
// always be made anew, so whatever goes wrong here only costs time.
//
//   FOLDER/abcdef…/262144    the piece of the content with that digest that begins there, behind a digest of its own
class KeptPieces {
 public:
  explicit KeptPieces(Path folder) : folder_(std::move(folder)) {}

  // Nothing when it isn't there, or is no longer as it was written.
  std::optional<std::string> find(const std::string& digest, std::uint64_t at) const;
  void keep(const std::string& digest, std::uint64_t at, std::string_view packed) const;
  // All pieces of a content that turned out to be another one.
  void forget(const std::string& digest) const;

 private:
  Path path_of(const std::string& digest, std::uint64_t at) const;
  Path folder_;
};

}  // namespace vent
