#include "base/sha512.h"

#include <nettle/sha2.h>

#include <array>

#include "base/file_pieces.h"
#include "base/sha256.h"

namespace vent {
namespace {

void add(sha512_ctx& context, std::string_view piece) {
  sha512_update(&context, piece.size(), reinterpret_cast<const std::uint8_t*>(piece.data()));
}

std::string finish(sha512_ctx& context) {
  std::array<std::uint8_t, SHA512_DIGEST_SIZE> digest{};
  sha512_digest(&context, digest.size(), digest.data());
  return hex(digest);
}

}  // namespace

std::string sha512_hex(std::string_view bytes) {
  sha512_ctx context{};
  sha512_init(&context);
  add(context, bytes);
  return finish(context);
}

Result<std::string> sha512_hex_of_file(const Path& path) {
  sha512_ctx context{};
  sha512_init(&context);
  TRY(read_in_pieces(path, [&](std::string_view piece) { add(context, piece); }));
  return finish(context);
}

}  // namespace vent
