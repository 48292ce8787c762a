#include "base/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/errno_kind.h"
#include "base/open_file.h"

namespace vent {
namespace {

constexpr std::size_t kPieceSize = 64 * 1024;

// Zero, or the errno of the failure.
int write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

Path directory_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : Path("."); }

// After this a new name is on disk, and not only in memory.
int sync_directory(const Path& directory) {
  const FileDescriptor opened = open_file(directory, O_RDONLY | O_DIRECTORY);
  if (!opened.is_open()) return errno;
  if (::fsync(opened.number()) == 0 || errno == EINVAL) return 0;  // EINVAL: a file system that has nothing to sync
  return errno;
}

std::uint64_t random_number() {
  std::uint64_t number = 0;
  // Of so few bytes, getrandom can't fail.
  [[maybe_unused]] const ssize_t bytes = ::getrandom(&number, sizeof(number), 0);
  return number;
}

int fill_file(int descriptor, std::string_view content, const NewFile& wanted) {
  // After the owner, because a change of owner takes set-user-id bits away.
  if (::fchown(descriptor, wanted.owner, wanted.group) != 0 || ::fchmod(descriptor, wanted.mode) != 0) return errno;
  if (const int failure = write_all(descriptor, content); failure != 0) return failure;
  if (wanted.durability == Durability::later) return 0;
  return ::fsync(descriptor) == 0 ? 0 : errno;
}

int replace_file(const Path& path, std::string_view content, const NewFile& wanted) {
  const Path directory = directory_of(path);
  // Not made from the file's own name, which may be as long as a name can be.
  const Path beside = directory / fmt::format(".vent-{}-{:016x}.tmp", ::getpid(), random_number());
  {
    const FileDescriptor file = open_file(beside, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (!file.is_open()) return errno;
    int failure = fill_file(file.number(), content, wanted);
    if (failure == 0 && ::rename(beside.c_str(), path.c_str()) != 0) failure = errno;
    if (failure != 0) {
      ::unlink(beside.c_str());
      return failure;
    }
  }
  return wanted.durability == Durability::later ? 0 : sync_directory(directory);
}

// mkdir() takes the umask away from the mode; this gives it whole.
int make_directory(const Path& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) != 0) return errno;
  return ::chmod(path.c_str(), mode) == 0 ? 0 : errno;
}

int make_with_parents(const Path& path, mode_t mode) {
  int failure = make_directory(path, mode);
  if (failure == ENOENT && path.has_parent_path() && path.parent_path() != path) {
    failure = make_with_parents(path.parent_path(), mode);
    if (failure == 0) failure = make_directory(path, mode);
  }
  if (failure != EEXIST) return failure;
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return EEXIST;  // a link to nothing
  return S_ISDIR(found.st_mode) ? 0 : ENOTDIR;
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

}  // namespace

Error file_error(std::string_view doing, const Path& path, int error_number) {
  Error error(kind_of_errno(error_number), fmt::format("{} '{}': {}", doing, path.native(), errno_text(error_number)));
  if (error_number == EROFS)
    return std::move(error).with_hint("the file system is read-only: `dmesg` may say why; mount -o remount,rw /");
  if (error_number == ENOTDIR)
    return std::move(error).with_hint("a file stands where a directory should be: look at it, and move it away");
  if (error.kind != ErrorKind::no_space) return error;
  return std::move(error)
      .with_hint(fmt::format("free some space, then try again; this shows what there is: df -h '{}'",
                             directory_of(path).native()))
      .with_retry(Retry::later);
}

Result<std::string> read_file(const Path& path) {
  const FileDescriptor file = open_file(path, O_RDONLY);
  if (!file.is_open()) return fail(file_error("reading", path, errno));
  std::string content;
  for (;;) {  // to the end and not by its size: files of the kernel have none
    const std::size_t size = content.size();
    content.resize(size + kPieceSize);
    const ssize_t bytes = ::read(file.number(), content.data() + size, kPieceSize);
    const int failure = errno;
    content.resize(size + static_cast<std::size_t>(std::max<ssize_t>(bytes, 0)));
    if (bytes == 0) return content;
    if (bytes < 0 && failure != EINTR) return fail(file_error("reading", path, failure));
  }
}

Result<std::optional<std::string>> read_file_if_present(const Path& path) {
  Result<std::string> content = read_file(path);
  if (content) return std::optional<std::string>(std::move(*content));
  if (content.error().kind == ErrorKind::missing) return std::optional<std::string>();
  return fail(std::move(content).error());
}

Result<> write_file(const Path& path, std::string_view content, mode_t mode) {
  return write_file(path, content, NewFile{.mode = mode});
}

Result<> write_file(const Path& path, std::string_view content, const NewFile& file) {
  const int failure = check_name(path) != 0 ? EINVAL : replace_file(path, content, file);
  if (failure != 0) return fail(file_error("writing", path, failure));
  return Ok{};
}

Result<> sync_file_system(const Path& path) {
  const FileDescriptor file = open_file(path, O_RDONLY);
  if (!file.is_open() || ::syncfs(file.number()) != 0) return fail(file_error("syncing", path, errno));
  return Ok{};
}

Result<> write_kernel_file(const Path& path, std::string_view content) {
  const FileDescriptor file = open_file(path, O_WRONLY);
  const std::string doing = fmt::format("writing '{}' to", content);
  if (!file.is_open()) return fail(file_error(doing, path, errno));
  ssize_t written = -1;
  do {  // one write for all: the kernel reads each as a value of its own
    written = ::write(file.number(), content.data(), content.size());
  } while (written < 0 && errno == EINTR);
  if (written < 0) return fail(file_error(doing, path, errno));
  if (static_cast<std::size_t>(written) < content.size()) return fail(file_error(doing, path, EMSGSIZE));
  return Ok{};
}

Result<> make_directories(const Path& path, mode_t mode) {
  const int failure = check_name(path) != 0 ? EINVAL : make_with_parents(path, mode);
  if (failure != 0) return fail(file_error("making the directory", path, failure));
  return Ok{};
}

bool path_exists(const Path& path) {
  struct stat found {};
  return check_name(path) == 0 && ::stat(path.c_str(), &found) == 0;
}

Result<std::vector<std::string>> list_directory(const Path& path) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, CloseDirectory> directory(check_name(path) == 0 ? ::opendir(path.c_str()) : nullptr);
  if (directory == nullptr && errno == ENOENT) return names;
  if (directory == nullptr) return fail(file_error("listing", path, errno));
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(directory.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return fail(file_error("listing", path, errno));
  std::ranges::sort(names);
  return names;
}

Result<std::uint64_t> free_bytes(const Path& path) {
  struct statvfs found {};
  if (check_name(path) != 0 || ::statvfs(path.c_str(), &found) != 0)
    return fail(file_error("asking for the free space at", path, errno));
  return std::uint64_t{found.f_bavail} * found.f_frsize;
}

Result<TemporaryDirectory> TemporaryDirectory::make(const Path& parent) {
  std::error_code problem;
  const Path where = parent.empty() ? std::filesystem::temp_directory_path(problem) : parent;
  if (problem)
    return fail(Error(ErrorKind::missing, "there is no directory for temporary files: " + problem.message())
                    .with_hint("set TMPDIR to a directory, or leave it out"));
  std::string name = (where / "vent-XXXXXX").native();
  if (check_name(where) != 0 || ::mkdtemp(name.data()) == nullptr)
    return fail(file_error("making a temporary directory in", where, errno));
  return TemporaryDirectory(name);
}

TemporaryDirectory::~TemporaryDirectory() {
  // Nobody is left to hear of a failure; what stays lies where the system clears up.
  if (!path_.empty()) static_cast<void>(remove_tree(path_));
}

}  // namespace vent
