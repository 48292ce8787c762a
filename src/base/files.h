#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_descriptor.h"
#include "base/result.h"

namespace vent {

using Path = std::filesystem::path;

Result<std::string> read_file(const Path& path);
// Nothing when there is no such file; other failures are errors.
Result<std::optional<std::string>> read_file_if_present(const Path& path);

// Writes beside the file, syncs, renames: a reader sees the old or the new content whole, also after a crash. The file
// has exactly this mode after. A symbolic link is replaced, not followed.
Result<> write_file(const Path& path, std::string_view content, mode_t mode = 0644);

// When a new content must be on disk. A crash of the machine before that may leave an empty file.
enum class Durability {
  at_once,
  later,  // whoever writes many files ends with one sync_file_system()
};
struct NewFile {
  mode_t mode = 0644;
  uid_t owner = static_cast<uid_t>(-1);  // -1: whoever we are
  gid_t group = static_cast<gid_t>(-1);
  Durability durability = Durability::at_once;
};
// As above, with an owner: nobody ever sees the content under another one.
Result<> write_file(const Path& path, std::string_view content, const NewFile& file);
// All that was written on the file system of a path is on disk after this.
Result<> sync_file_system(const Path& path);
// Writes into an existing file as it stands (kernel files under /proc and /sys, where a rename means nothing).
Result<> write_kernel_file(const Path& path, std::string_view content);

// Each directory that is not there yet, with exactly this mode.
Result<> make_directories(const Path& path, mode_t mode = 0755);
// Removes a file or a whole tree; it is fine when nothing is there. Never goes into what is mounted in the tree (also
// not into a directory bound to another place), so a forgotten mount is an error and not a loss.
Result<> remove_tree(const Path& path);
bool path_exists(const Path& path);
// Sorted names in a directory; empty when there is no such directory.
Result<std::vector<std::string>> list_directory(const Path& path);
Result<std::uint64_t> free_bytes(const Path& path);

// "writing '/etc/hosts': no space left on device", with the kind that errno stands for (missing, not_permitted, …).
Error file_error(std::string_view doing, const Path& path, int error_number);

// A directory of its own, removed with everything in it at the end.
class TemporaryDirectory {
 public:
  static Result<TemporaryDirectory> make(const Path& parent = {});  // without a parent: where the system has them
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  ~TemporaryDirectory();
  const Path& path() const { return path_; }

 private:
  explicit TemporaryDirectory(Path path) : path_(std::move(path)) {}
  Path path_;
};

// An exclusive lock that ends with the process, however it ends. The file says who holds it, and stays when the lock is
// gone. It is the lock of flock(2), so shell scripts can take it too.
class FileLock {
 public:
  struct Holder {
    pid_t process_id = 0;
    std::string since;    // RFC 3339, UTC
    std::string purpose;  // what the holder said it is doing
    std::string owner;    // on whose behalf, for who compares that with himself; may be empty
  };
  // The lock, or a conflict error that names holder, purpose and age.
  static Result<FileLock> take(const Path& path, const std::string& purpose, const std::string& owner = {});
  // Who holds it now; nothing when it is free. Without its process id when the holder didn't write down who it is.
  static Result<std::optional<Holder>> holder(const Path& path);

 private:
  explicit FileLock(FileDescriptor descriptor) : descriptor_(std::move(descriptor)) {}
  FileDescriptor descriptor_;
};

}  // namespace vent
