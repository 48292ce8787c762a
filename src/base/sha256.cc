#include "base/sha256.h"

#include <fcntl.h>
#include <nettle/sha2.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/file_descriptor.h"

namespace vent {

struct Sha256::State {
  sha256_ctx context{};
};

Sha256::Sha256() : state_(std::make_unique<State>()) { sha256_init(&state_->context); }
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(std::string_view piece) {
  sha256_update(&state_->context, piece.size(), reinterpret_cast<const std::uint8_t*>(piece.data()));
}

Sha256Digest Sha256::finish() {
  Sha256Digest digest{};
  sha256_digest(&state_->context, digest.size(), digest.data());
  return digest;
}

Sha256Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

std::string hex(const Sha256Digest& digest) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(digest.size() * 2);
  for (const std::uint8_t byte : digest) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) { return hex(sha256(bytes)); }

Result<std::string> sha256_hex_of_file(const Path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return fail(file_error("reading", path, errno));
  Sha256 hash;
  std::array<char, 64UL * 1024> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read()
  while (true) {
    const ssize_t count = ::read(file.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(file_error("reading", path, errno));
    if (count == 0) return hex(hash.finish());
    hash.add({piece.data(), static_cast<std::size_t>(count)});
  }
}

}  // namespace vent
