#include "base/compression.h"

#include <fmt/core.h>
#include <zstd.h>

namespace vent {
namespace {

constexpr int kLevel = 1;

Error broken(const std::string& why) { return {ErrorKind::failed, fmt::format("compressed data is broken: {}", why)}; }

}  // namespace

std::string compress(std::string_view bytes) {
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), kLevel);
  packed.resize(size);  // there is room for any result, so this is never an error code
  return packed;
}

Result<std::string> decompress(std::string_view bytes, std::size_t limit) {
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) return fail(broken("no Zstandard frame"));
  if (size > limit) return fail(broken(fmt::format("{} bytes, and at most {} are taken", size, limit)));
  std::string unpacked(size, '\0');
  const std::size_t done = ZSTD_decompress(unpacked.data(), unpacked.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(done) != 0) return fail(broken(ZSTD_getErrorName(done)));
  unpacked.resize(done);
  return unpacked;
}

}  // namespace vent
