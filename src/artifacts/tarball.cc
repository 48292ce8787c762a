#include "artifacts/tarball.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/core.h>

#include <memory>

namespace vent {
namespace {

struct FreeArchive {
  void operator()(archive* opened) const { archive_write_free(opened); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

Error unwritten(const Path& path, archive* opened) {
  const char* const reason = archive_error_string(opened);
  return Error(ErrorKind::failed,
               fmt::format("writing '{}': {}", path.native(), reason == nullptr ? "it can't be written" : reason));
}

Error unknown_kind(const Path& path) {
  return Error(ErrorKind::bad_input, fmt::format("'{}' is no name of an archive that can be written", path.native()))
      .with_id("VENT_ARCHIVE_NAME")
      .with_hint("it ends in .tar.zst or .tar.gz");
}

// What is written goes to memory first: the file is there whole, or not at all.
la_ssize_t take(archive* /*opened*/, void* to, const void* bytes, std::size_t size) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

bool is_zstd(const Path& path) { return path.native().ends_with(".tar.zst"); }
bool is_gzip(const Path& path) { return path.native().ends_with(".tar.gz"); }

}  // namespace

Result<> check_tarball_name(const Path& path) {
  if (is_zstd(path) || is_gzip(path)) return Ok{};
  return fail(unknown_kind(path));
}

Result<> write_tarball(const Path& path, const std::vector<TarballFile>& files, std::int64_t seconds_since_1970) {
  TRY(check_tarball_name(path));
  const std::unique_ptr<archive, FreeArchive> opened(archive_write_new());
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  if (!opened || !entry) throw std::bad_alloc();
  if (is_zstd(path))
    archive_write_add_filter_zstd(opened.get());
  else
    archive_write_add_filter_gzip(opened.get());
  archive_write_set_format_pax_restricted(opened.get());
  archive_write_set_bytes_in_last_block(opened.get(), 1);  // nothing behind what is compressed
  std::string bytes;
  if (archive_write_open(opened.get(), &bytes, nullptr, take, nullptr) != ARCHIVE_OK)
    return fail(unwritten(path, opened.get()));
  for (const TarballFile& file : files) {
    archive_entry_clear(entry.get());
    archive_entry_set_pathname(entry.get(), file.name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.text.size()));
    archive_entry_set_mtime(entry.get(), seconds_since_1970, 0);
    if (archive_write_header(opened.get(), entry.get()) != ARCHIVE_OK ||
        archive_write_data(opened.get(), file.text.data(), file.text.size()) !=
            static_cast<la_ssize_t>(file.text.size()))
      return fail(unwritten(path, opened.get()));
  }
  if (archive_write_close(opened.get()) != ARCHIVE_OK) return fail(unwritten(path, opened.get()));
  return write_file(path, bytes, mode_t{0600});
}

}  // namespace vent
