#include "artifacts/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <set>

#include "base/open_file.h"

namespace vent {
namespace {

constexpr std::size_t kBlock = 256UL * 1024;
constexpr std::size_t kMostShown = 40;

struct FreeArchive {
  void operator()(archive* opened) const { archive_read_free(opened); }
};
using OpenArchive = std::unique_ptr<archive, FreeArchive>;

std::string_view without_dot(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

Error damaged(const Path& path, archive* opened) {
  const char* const reason = archive_error_string(opened);
  return Error(ErrorKind::failed, fmt::format("'{}' can't be unpacked: {}", path.native(),
                                              reason == nullptr ? "it is no archive, or is cut short" : reason))
      .with_id("VENT_BAD_ARCHIVE")
      .with_hint("remove it and get it again");
}

Result<OpenArchive> open_archive(const Path& path) {
  OpenArchive opened(archive_read_new());
  if (!opened) throw std::bad_alloc();
  archive_read_support_filter_gzip(opened.get());
  archive_read_support_filter_bzip2(opened.get());
  archive_read_support_filter_xz(opened.get());
  archive_read_support_filter_zstd(opened.get());
  archive_read_support_format_tar(opened.get());
  archive_read_support_format_zip(opened.get());
  if (!open_file(path, O_RDONLY).is_open()) return fail(file_error("reading", path, errno));  // says it better
  if (archive_read_open_filename(opened.get(), path.c_str(), kBlock) != ARCHIVE_OK)
    return fail(damaged(path, opened.get()));
  return opened;
}

// UTF-8 where the archive has it; names in other encodings only where they are plain.
std::string name_of(archive_entry* entry) {
  const char* name = archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = archive_entry_pathname(entry);
  return name == nullptr ? "" : name;
}

std::string kind_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return "another name of a file";
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return "";
    case AE_IFDIR:
      return "a directory";
    case AE_IFLNK:
      return "a symbolic link";
    default:
      return "a device or the like";
  }
}

class Unpacking {
 public:
  Unpacking(const Path& archive, const std::vector<ArchiveMember>& members, std::uint64_t limit)
      : path_(archive), members_(members), left_(limit), limit_(limit) {}

  Result<> run();
  void remove_all() const;

 private:
  Result<> take(archive* opened, archive_entry* entry, const ArchiveMember& member);
  Result<> copy(archive* opened, const FileDescriptor& file, const ArchiveMember& member);
  Error missing() const;

  const Path& path_;
  const std::vector<ArchiveMember>& members_;
  std::uint64_t left_, limit_;
  std::set<std::string> taken_;
  std::vector<std::string> there_;
};

Result<> Unpacking::run() {
  const OpenArchive opened = TRY(open_archive(path_));
  while (true) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(opened.get(), &entry);
    if (result == ARCHIVE_EOF) break;
    if (result < ARCHIVE_WARN) return fail(damaged(path_, opened.get()));
    const std::string name(without_dot(name_of(entry)));
    if (archive_entry_filetype(entry) != AE_IFDIR) there_.push_back(name);
    for (const ArchiveMember& member : members_)
      if (without_dot(member.path) == name) TRY(take(opened.get(), entry, member));
  }
  if (taken_.size() < members_.size()) return fail(missing());
  return Ok{};
}

Result<> Unpacking::take(archive* opened, archive_entry* entry, const ArchiveMember& member) {
  const auto refuse = [&](const std::string& reason) {
    return fail(Error(ErrorKind::failed, fmt::format("'{}' in '{}' is {}", member.path, path_.native(), reason))
                    .with_id("VENT_BAD_ARCHIVE")
                    .with_hint("look at the archive: it is not built like those before"));
  };
  if (const std::string kind = kind_of(entry); !kind.empty()) return refuse(kind + ", and no regular file");
  if (!taken_.insert(member.path).second) return refuse("there twice");
  TRY(make_directories(member.file.parent_path()));
  TRY(remove_tree(member.file));
  const FileDescriptor file = open_file(member.file, O_WRONLY | O_CREAT | O_EXCL, 0644);
  if (!file.is_open()) return fail(file_error("writing", member.file, errno));
  return copy(opened, file, member);
}

Result<> Unpacking::copy(archive* opened, const FileDescriptor& file, const ArchiveMember& member) {
  std::vector<char> block(kBlock);
  while (true) {
    const la_ssize_t count = archive_read_data(opened, block.data(), block.size());
    if (count == 0) return Ok{};
    if (count < 0) return fail(damaged(path_, opened));
    const auto size = static_cast<std::size_t>(count);
    if (size > left_)
      return fail(Error(ErrorKind::failed,
                        fmt::format("'{}' holds more than {} bytes of what is wanted from it", path_.native(), limit_))
                      .with_id("VENT_BAD_ARCHIVE")
                      .with_hint("look at the archive: it is not what was asked for"));
    left_ -= size;
    for (std::size_t done = 0; done < size;) {
      const ssize_t written = ::write(file.number(), block.data() + done, size - done);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return fail(file_error("writing", member.file, errno));
      done += static_cast<std::size_t>(written);
    }
  }
}

Error Unpacking::missing() const {
  std::string wanted;
  for (const ArchiveMember& member : members_)
    if (!taken_.contains(member.path)) wanted += fmt::format("{}'{}'", wanted.empty() ? "" : ", ", member.path);
  std::string there;
  for (std::size_t i = 0; i < std::min(there_.size(), kMostShown); ++i)
    there += fmt::format("{}{}", i == 0 ? "" : "\n", there_[i]);
  if (there_.size() > kMostShown) there += fmt::format("\nand {} more", there_.size() - kMostShown);
  return Error(ErrorKind::missing, fmt::format("'{}' doesn't hold {}", path_.native(), wanted))
      .with_id("VENT_NOT_IN_ARCHIVE")
      .with_details(there.empty() ? "there is nothing in it" : "it holds:\n" + there)
      .with_hint("correct `member` of this release in the catalogue");
}

void Unpacking::remove_all() const {
  for (const ArchiveMember& member : members_)
    if (taken_.contains(member.path)) ::unlink(member.file.c_str());
}

}  // namespace

Result<> unpack(const Path& archive, const std::vector<ArchiveMember>& members, std::uint64_t size_limit) {
  Unpacking unpacking(archive, members, size_limit);
  Result<> result = unpacking.run();
  if (!result) unpacking.remove_all();
  return result;
}

}  // namespace vent
