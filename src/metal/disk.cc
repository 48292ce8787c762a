#include "metal/disk.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace vent::metal {
namespace {

// The parts of a disk, below the host's directory. `root` is where the host's own mount namespace joins them.
constexpr const char* kParts[] = {"upper", "work", "root", "containerd"};

// A directory in the upper layer hides the mode of the one below it, so it is made with that mode.
Result<> make_parents(const Path& upper, const Path& image, const Path& relative) {
  Path so_far;
  for (const Path& part : relative.parent_path()) {
    so_far /= part;
    if (path_exists(upper / so_far)) continue;
    struct stat below {};
    const bool in_image = ::lstat((image / so_far).c_str(), &below) == 0;
    // It would be hidden with all that is behind it: a host whose /bin is a new directory has no programs.
    if (in_image && !S_ISDIR(below.st_mode))
      return fail(
          Error(ErrorKind::bug, fmt::format("/{} can't be put on the disk: /{} is no directory in the base image",
                                            relative.string(), so_far.string())));
    TRY(make_directories(upper / so_far, in_image ? below.st_mode & 07777 : 0755));
  }
  return Ok{};
}

Result<> write_entry(const Path& target, const DiskEntry& entry) {
  switch (entry.kind) {
    case EntryKind::file:
      return write_file(target, entry.content, entry.mode);
    case EntryKind::directory:
      TRY(make_directories(target));
      if (::chmod(target.c_str(), entry.mode) != 0) return fail(file_error("setting the mode of", target, errno));
      return Ok{};
    case EntryKind::symlink:
      if (::symlink(entry.content.c_str(), target.c_str()) != 0) return fail(file_error("linking", target, errno));
      return Ok{};
  }
  return Ok{};
}

}  // namespace

Result<> make_disk(const Path& directory, const Path& image, const std::vector<DiskEntry>& entries) {
  TRY(remove_disk(directory));
  for (const char* part : kParts) TRY(make_directories(directory / part));
  for (const DiskEntry& entry : entries) {
    const Path relative = Path(entry.path).relative_path();
    const Path target = directory / "upper" / relative;
    TRY(make_parents(directory / "upper", image, relative));
    TRY(write_entry(target, entry));
  }
  return Ok{};
}

Result<> remove_disk(const Path& directory) {
  for (const char* part : kParts) TRY(remove_tree(directory / part));
  return Ok{};
}

}  // namespace vent::metal
