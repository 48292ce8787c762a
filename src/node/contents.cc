#include "node/contents.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "resources/content.h"

namespace vent {
namespace {

std::optional<dev_t> device_of(const Path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
  return facts.st_dev;
}

int set_owner_and_mode(const Path& path, const NewFile& file) {
  return ::chown(path.c_str(), file.owner, file.group) == 0 && ::chmod(path.c_str(), file.mode) == 0 ? 0 : errno;
}

Error damaged(const std::string& announced, const std::string& came) {
  return Error(ErrorKind::failed,
               fmt::format("what came is not what was announced: its sha256 is {}, and should be {}", came, announced))
      .with_id(kContentDamaged)
      .with_hint(
          "the file it was read from on the operator's side is damaged: `vent artifacts verify` finds it; "
          "remove it, then apply again");
}

}  // namespace

bool Contents::has(const std::string& digest) {
  return sent_.contains(digest) || placed_.contains(digest) || has_arrived(digest) || path_exists(kept_ / digest);
}

bool Contents::has_arrived(const std::string& digest) {
  if (whole_.contains(digest)) return true;
  if (!path_exists(arrived_ / digest)) return false;
  // A crash of the machine may have taken away from what was whole.
  const bool is_whole = sha256_hex_of_file(arrived_ / digest).value_or("") == digest;
  if (is_whole) whole_.insert(digest);
  return is_whole;
}

Result<Secret> Contents::bytes(const std::string& digest) const {
  if (const auto sent = sent_.find(digest); sent != sent_.end()) return Secret(sent->second);
  if (whole_.contains(digest)) return Secret(TRY(read_file(arrived_ / digest)));
  if (const auto placed = placed_.find(digest); placed != placed_.end()) return Secret(TRY(read_file(placed->second)));
  if (auto kept = TRY(read_file_if_present(kept_ / digest))) return Secret(std::move(*kept));
  return fail(Error(ErrorKind::missing, "its content is not on the host, and was not sent to it")
                  .with_id(kContentMissing)
                  .with_hint("apply again, which looks anew at what the host needs"));
}

Result<> Contents::expect(const std::map<std::string, std::uint64_t>& sizes) {
  arriving_.clear();
  expected_.clear();
  TRY(make_directories(arrived_, 0700));
  std::uint64_t all = 0;
  for (const auto& [digest, size] : sizes) {
    if (size > kLargestContent || size == 0)
      return fail(Error(ErrorKind::bad_input, fmt::format("a content of {} bytes can't be sent in pieces", size)));
    all += size;
  }
  const std::uint64_t free = TRY(free_bytes(arrived_));
  if (free < all + kSpareBytes)
    return fail(Error(ErrorKind::no_space, fmt::format("'{}' has {} MiB free, and {} MiB are needed for what is sent",
                                                       arrived_.string(), free >> 20, ((all + kSpareBytes) >> 20) + 1))
                    .with_id("VENT_NO_SPACE")
                    .with_hint(fmt::format("free some space on the host: df -h {}", arrived_.string())));
  expected_ = sizes;
  return Ok{};
}

Result<> Contents::add_piece(const std::string& digest, std::uint64_t at, std::string_view piece) {
  const std::uint64_t size = expected_.at(digest);
  auto file = arriving_.find(digest);
  if (file == arriving_.end()) file = arriving_.emplace(digest, TRY(LargeFile::begin(arrived_, size))).first;
  if (at != file->second.size() || piece.empty() || piece.size() > size - at)
    return fail(Error(ErrorKind::bug, fmt::format("a piece of {} bytes at {} of {} is none that comes after {}",
                                                  piece.size(), at, size, file->second.size())));
  TRY(file->second.add(piece));
  if (file->second.size() < size) return Ok{};
  LargeFile whole = std::move(file->second);
  arriving_.erase(file);
  expected_.erase(digest);
  if (const std::string came = whole.digest(); came != digest) return fail(damaged(digest, came));
  TRY(whole.finish({.mode = 0600, .durability = Durability::later}));
  if (::rename(whole.path().c_str(), (arrived_ / digest).c_str()) != 0)
    return fail(file_error("writing", arrived_ / digest, errno));
  whole.let_go();
  whole_.insert(digest);
  return Ok{};
}

bool Contents::can_be_moved_to(const std::string& digest, const Path& directory) const {
  return whole_.contains(digest) && device_of(arrived_ / digest) == device_of(directory);
}

Result<bool> Contents::place(const std::string& digest, const Path& path, const NewFile& file, DigestMemory& digests) {
  if (has_arrived(digest) && file.durability == Durability::later && can_be_moved_to(digest, path.parent_path())) {
    int failure = set_owner_and_mode(arrived_ / digest, file);
    if (failure == 0) failure = digests.rename_known(arrived_ / digest, path, digest);
    if (failure != 0) return fail(file_error("writing", path, failure));
    whole_.erase(digest);
    placed_[digest] = path;
    return true;
  }
  Path source = kept_ / digest;
  if (const auto placed = placed_.find(digest); placed != placed_.end()) source = placed->second;
  if (whole_.contains(digest)) source = arrived_ / digest;
  if (!path_exists(source)) return false;
  // To another file system, a second time, or back from what was kept.
  LargeFile copy = TRY(copy_large_file(source, path.parent_path()));
  if (const std::string came = copy.digest(); came != digest) {
    placed_.erase(digest);
    return fail(Error(ErrorKind::failed,
                      fmt::format("'{}' is damaged: its sha256 is {}, and should be {}", source.string(), came, digest))
                    .with_id(kContentDamaged)
                    .with_hint("apply again, which sends it again; when that doesn't help, look at the host's disk"));
  }
  TRY(copy.finish(file));
  if (const int failure = digests.rename_known(copy.path(), path, digest); failure != 0)
    return fail(file_error("writing", path, failure));
  copy.let_go();
  if (file.durability == Durability::at_once) TRY(sync_directory(path.parent_path()));
  return true;
}

Result<> Contents::keep(const Path& file) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file, none))) return Ok{};
  TRY(make_directories(kept_, 0700));
  LargeFile copy = TRY(copy_large_file(file, kept_));
  const Path kept = kept_ / copy.digest();
  if (path_exists(kept)) return Ok{};
  TRY(copy.finish({.mode = 0600}));
  if (::rename(copy.path().c_str(), kept.c_str()) != 0) return fail(file_error("writing", kept, errno));
  copy.let_go();
  return sync_directory(kept_);
}

Result<> Contents::sweep() {
  for (const std::string& name : TRY(list_directory(kept_)))
    if (is_unfinished(name)) TRY(remove_tree(kept_ / name));
  for (const std::string& name : TRY(list_directory(arrived_)))
    if (!whole_.contains(name)) TRY(remove_tree(arrived_ / name));
  return Ok{};
}

}  // namespace vent
