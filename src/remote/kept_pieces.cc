#include "remote/kept_pieces.h"

#include "base/sha256.h"

namespace vent {
namespace {

constexpr std::size_t kDigestSize = 64;  // in hexadecimal

}  // namespace

Path KeptPieces::path_of(const std::string& digest, std::uint64_t at) const {
  return folder_ / digest / std::to_string(at);
}

std::optional<std::string> KeptPieces::find(const std::string& digest, std::uint64_t at) const {
  Result<std::optional<std::string>> kept = read_file_if_present(path_of(digest, at));
  if (!kept || !*kept || (*kept)->size() < kDigestSize) return std::nullopt;
  std::string packed = (*kept)->substr(kDigestSize);
  if (sha256_hex(packed) != (*kept)->substr(0, kDigestSize)) return std::nullopt;
  return packed;
}

void KeptPieces::keep(const std::string& digest, std::uint64_t at, std::string_view packed) const {
  if (!make_directories(folder_ / digest)) return;
  // One that a crash left empty is noticed when it is read.
  static_cast<void>(write_file(path_of(digest, at), sha256_hex(packed) + std::string(packed),
                               NewFile{.mode = 0644, .durability = Durability::later}));
}

void KeptPieces::forget(const std::string& digest) const { static_cast<void>(remove_tree(folder_ / digest)); }

}  // namespace vent
