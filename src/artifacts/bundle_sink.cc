#include "artifacts/bundle_sink.h"

#include <fmt/core.h>

#include <cstdint>

namespace vent {
namespace {

constexpr std::uint64_t kMebibyte = 1024UL * 1024;
constexpr mode_t kMode = 0555;

}  // namespace

Result<> FolderSink::prepare(const std::vector<BundleFile>& files) {
  const std::uint64_t needed = bytes_in(files);
  const std::uint64_t there = TRY(free_bytes(folder_));
  if (there >= needed) return Ok{};
  return fail(
      Error(ErrorKind::no_space, fmt::format("the {} files of the bundle take {} MiB, and '{}' has {} MiB free",
                                             files.size(), needed / kMebibyte + 1, folder_.native(), there / kMebibyte))
          .with_id("VENT_BUNDLE_NO_SPACE")
          .with_hint("free some space there, then load it again; `vent artifacts prune` removes what nothing needs"));
}

Result<> FolderSink::begin(const BundleFile& file) {
  file_ = &file;
  unfinished_.reset();
  unfinished_.emplace(TRY(UnfinishedFile::make(folder_, kMode)));
  return Ok{};
}

Result<> FolderSink::add(std::string_view piece) { return unfinished_->write(piece); }

Result<> FolderSink::keep() {
  unfinished_->close();
  Result<> kept = keep_(*file_, unfinished_->path());
  unfinished_.reset();
  return kept;
}

}  // namespace vent
