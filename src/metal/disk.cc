#include "metal/disk.h"

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
    struct stat below {};
    const bool in_image = ::lstat((image / so_far).c_str(), &below) == 0 && S_ISDIR(below.st_mode);
    TRY(make_directories(upper / so_far));
    if (::chmod((upper / so_far).c_str(), in_image ? below.st_mode & 07777 : 0755) != 0)
      return fail(file_error("setting the mode of", upper / so_far, errno));
  }
  return Ok{};
}

Result<> write_entry(const Path& target, const DiskEntry& entry) {
  switch (entry.kind) {
    case EntryKind::file: return write_file(target, entry.content, entry.mode);
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
