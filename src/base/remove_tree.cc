#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "base/files.h"
#include "base/open_file.h"

namespace vent {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

struct Identity {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const Identity&) const = default;
};

// One open directory at a time, however deep the tree: below it one by one by name, and back up by "..", which is
// compared with where we came from, so that nobody can lead us astray by moving directories about meanwhile.
class Remover {
 public:
  explicit Remover(const Path& top) : top_(top), shown_(top) {}

  Result<> remove() {
    FileDescriptor parent = open_file(parent_of_top(), O_RDONLY | O_DIRECTORY);
    if (!parent.is_open()) return errno == ENOENT ? Result<>(Ok{}) : fail(error("removing"));
    if (!TRY(remove_or_enter(std::move(parent), top_.filename().native()))) return Ok{};
    while (!above_.empty()) TRY(go_on());
    return Ok{};
  }

 private:
  struct Level {
    std::string name;
    Identity parent;
  };

  Path parent_of_top() const { return top_.has_parent_path() ? top_.parent_path() : Path("."); }
  Error error(std::string_view doing) const { return file_error(doing, shown_, errno); }
  int here() const { return ::dirfd(directory_.get()); }

  // Removes the next entry of the directory we are in, or enters it, or leaves the directory when it is empty.
  Result<> go_on() {
    for (;;) {
      errno = 0;
      const dirent* entry = ::readdir(directory_.get());
      if (entry == nullptr && errno != 0) return fail(error("listing"));
      if (entry == nullptr) return leave();
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      shown_ /= name;
      FileDescriptor parent(::fcntl(here(), F_DUPFD_CLOEXEC, 0));
      if (!parent.is_open()) return fail(error("removing"));
      if (TRY(remove_or_enter(std::move(parent), name))) return Ok{};
      shown_ = shown_.parent_path();
    }
  }

  // True when the name is a directory; then we are in it.
  Result<bool> remove_or_enter(FileDescriptor parent, const std::string& name) {
    // Directories are told from the rest by the attempt, so that nothing can change between looking and doing.
    if (::unlinkat(parent.number(), name.c_str(), 0) == 0 || errno == ENOENT) return false;
    if (errno != EISDIR) return fail(error("removing"));
    const Identity came_from = TRY(identity(parent.number()));
    TRY(refuse_mount(parent.number(), name, came_from.device));
    const int opened = ::openat(parent.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (opened < 0) return fail(error("opening"));
    directory_ = Directory(::fdopendir(opened));
    above_.push_back({name, came_from});
    return true;
  }

  // The directory of a mount is another file system, or a part of this one bound to here: both are not ours to empty.
  Result<> refuse_mount(int parent, const std::string& name, dev_t device) const {
    struct statx found {};
    if (::statx(parent, name.c_str(), AT_SYMLINK_NOFOLLOW, STATX_TYPE, &found) != 0) return fail(error("removing"));
    const bool is_mount = (found.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    if (!is_mount && ::makedev(found.stx_dev_major, found.stx_dev_minor) == device) return Ok{};
    return fail(
        Error(ErrorKind::conflict, fmt::format("'{}' is not removed: something is mounted there", shown_.native()))
            .with_id("VENT_STILL_MOUNTED")
            .with_hint(fmt::format("umount '{}'", shown_.native())));
  }

  Result<Identity> identity(int descriptor) const {
    struct stat found {};
    if (::fstat(descriptor, &found) != 0) return fail(error("looking at"));
    return Identity{found.st_dev, found.st_ino};
  }

  Result<> leave() {
    const Level level = std::move(above_.back());
    above_.pop_back();
    FileDescriptor parent(::openat(here(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent.is_open()) return fail(error("leaving"));
    if (TRY(identity(parent.number())) != level.parent)
      return fail(Error(ErrorKind::conflict, fmt::format("'{}' was moved while it was removed", shown_.native())));
    if (::unlinkat(parent.number(), level.name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
      return fail(error("removing"));
    shown_ = shown_.parent_path();
    directory_ = Directory(::fdopendir(parent.release()));
    return Ok{};
  }

  Path top_;
  Path shown_;  // where we are, for errors
  Directory directory_;
  std::vector<Level> above_;
};

}  // namespace

Result<> remove_tree(const Path& path) {
  // "link/" would be what the link leads to, and not the link.
  const Path top = path.has_filename() ? path : path.parent_path();
  if (top.filename() == "." || top.filename() == ".." || check_name(path) != 0)
    return fail(file_error("removing", path, EINVAL));
  if (path.empty()) return Ok{};
  if (!top.has_filename())
    return fail(Error(ErrorKind::bug, fmt::format("removing '{}' was asked for", path.native())));
  return Remover(top).remove();
}

}  // namespace vent
