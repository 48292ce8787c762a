#include "node/large_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <limits>
#include <random>

#include "base/open_file.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::size_t kCopyPiece = 256UL * 1024;
constexpr std::string_view kBeginning = ".vent-";

// As write_file names what it is writing, so that one rule finds all that was left behind.
Path unfinished_name() {
  std::random_device random;
  return fmt::format(".vent-{}-{:08x}{:08x}.tmp", ::getpid(), random(), random());
}

}  // namespace

bool is_unfinished(const std::string& name) { return name.starts_with(kBeginning) && name.ends_with(".tmp"); }

bool is_abandoned(const std::string& name) {
  if (!is_unfinished(name)) return false;
  const std::string number = name.substr(kBeginning.size(), name.find('-', kBeginning.size()) - kBeginning.size());
  const std::optional<long long> process = parse_integer(number, 1, std::numeric_limits<pid_t>::max());
  return process && ::kill(static_cast<pid_t>(*process), 0) != 0 && errno == ESRCH;
}

Result<LargeFile> LargeFile::begin(const Path& folder, std::uint64_t size) {
  const Path path = folder / unfinished_name();
  FileDescriptor file = open_file(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (!file.is_open()) return fail(file_error("writing", path, errno));
  LargeFile begun(path, std::move(file));
  const bool is_refused =
      size > 0 && ::fallocate(begun.file_.number(), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(size)) != 0;
  if (is_refused && errno == ENOSPC) return fail(file_error("writing", path, errno));
  return begun;
}

LargeFile::LargeFile(LargeFile&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      file_(std::move(other.file_)),
      hash_(std::move(other.hash_)),
      size_(other.size_) {}

LargeFile::~LargeFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<> LargeFile::add(std::string_view piece) {
  hash_.add(piece);
  size_ += piece.size();
  while (!piece.empty()) {
    const ssize_t written = ::write(file_.number(), piece.data(), piece.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(file_error("writing", path_, errno));
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
  return Ok{};
}

std::string LargeFile::digest() { return hex(hash_.finish()); }

Result<> LargeFile::finish(const NewFile& file) {
  // After the owner, because a change of owner takes set-user-id bits away.
  const bool is_set = ::fchown(file_.number(), file.owner, file.group) == 0 && ::fchmod(file_.number(), file.mode) == 0;
  if (!is_set || (file.durability == Durability::at_once && ::fsync(file_.number()) != 0))
    return fail(file_error("writing", path_, errno));
  // A program that is open for writing can't be started.
  file_.close();
  return Ok{};
}

Result<> sync_directory(const Path& directory) {
  const FileDescriptor opened = open_file(directory, O_RDONLY | O_DIRECTORY);
  // EINVAL: a file system that has nothing to sync.
  if (!opened.is_open() || (::fsync(opened.number()) != 0 && errno != EINVAL))
    return fail(file_error("syncing", directory, errno));
  return Ok{};
}

Result<LargeFile> copy_large_file(const Path& from, const Path& folder) {
  const FileDescriptor source = open_file(from, O_RDONLY);
  if (!source.is_open()) return fail(file_error("reading", from, errno));
  LargeFile copy = TRY(LargeFile::begin(folder, 0));
  std::string piece(kCopyPiece, '\0');
  while (true) {
    const ssize_t size = ::read(source.number(), piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return fail(file_error("reading", from, errno));
    if (size == 0) return copy;
    TRY(copy.add(std::string_view(piece).substr(0, static_cast<std::size_t>(size))));
  }
}

}  // namespace vent
