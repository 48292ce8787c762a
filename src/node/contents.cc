#include "node/contents.h"

#include "base/sha256.h"

namespace vent {

bool Contents::has(const std::string& digest) const { return sent_.contains(digest) || path_exists(kept_ / digest); }

Result<Secret> Contents::bytes(const std::string& digest) const {
  if (const auto sent = sent_.find(digest); sent != sent_.end()) return Secret(sent->second);
  if (auto kept = TRY(read_file_if_present(kept_ / digest))) return Secret(std::move(*kept));
  return fail(Error(ErrorKind::missing, "its content is not on the host, and was not sent to it")
                  .with_id(kContentMissing)
                  .with_hint("apply again, which looks anew at what the host needs"));
}

Result<> Contents::keep(const Path& file) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file, none))) return Ok{};
  const std::string bytes = TRY(read_file(file));
  const std::string digest = sha256_hex(bytes);
  if (path_exists(kept_ / digest)) return Ok{};
  TRY(make_directories(kept_, 0700));
  return write_file(kept_ / digest, bytes, 0600);
}

}  // namespace vent
