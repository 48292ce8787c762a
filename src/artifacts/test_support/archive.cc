#include "artifacts/test_support/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace vent {
namespace {

void require(int result) {
  if (result != ARCHIVE_OK) throw std::runtime_error("the test's archive can't be written");
}

}  // namespace

void write_test_archive(const Path& path, const std::vector<TestMember>& members) {
  archive* const out = archive_write_new();
  const std::string name = path.filename();
  require(name.ends_with(".zip") ? archive_write_set_format_zip(out) : archive_write_set_format_pax_restricted(out));
  if (name.ends_with("gz")) require(archive_write_add_filter_gzip(out));
  if (name.ends_with("bz2")) require(archive_write_add_filter_bzip2(out));
  if (name.ends_with("zst")) require(archive_write_add_filter_zstd(out));
  require(archive_write_open_filename(out, path.c_str()));
  for (const TestMember& member : members) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_perm(entry, 0755);
    archive_entry_set_filetype(entry, member.name.ends_with('/') ? AE_IFDIR
                                      : !member.link.empty()     ? AE_IFLNK
                                                                 : AE_IFREG);
    if (!member.link.empty()) archive_entry_set_symlink(entry, member.link.c_str());
    if (!member.hard_link.empty()) archive_entry_set_hardlink(entry, member.hard_link.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
    require(archive_write_header(out, entry));
    if (!member.content.empty()) archive_write_data(out, member.content.data(), member.content.size());
    archive_entry_free(entry);
  }
  require(archive_write_close(out));
  archive_write_free(out);
}

std::vector<Listed> list_archive(std::string_view bytes) {
  std::vector<Listed> found;
  archive* reader = archive_read_new();
  archive_read_support_format_tar(reader);
  EXPECT_EQ(archive_read_open_memory(reader, bytes.data(), bytes.size()), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  int outcome = ARCHIVE_OK;
  while ((outcome = archive_read_next_header(reader, &entry)) == ARCHIVE_OK) {
    std::string content(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
    EXPECT_EQ(archive_read_data(reader, content.data(), content.size()), static_cast<la_ssize_t>(content.size()));
    const char* target = archive_entry_symlink(entry);
    found.push_back({fmt::format("{} {}:{} {} {} {}{}", archive_entry_strmode(entry), archive_entry_uid(entry),
                                 archive_entry_gid(entry), content.size(), archive_entry_mtime(entry),
                                 archive_entry_pathname(entry), target == nullptr ? "" : fmt::format(" -> {}", target)),
                     content});
  }
  EXPECT_EQ(outcome, ARCHIVE_EOF) << archive_error_string(reader);
  archive_read_free(reader);
  return found;
}

}  // namespace vent
