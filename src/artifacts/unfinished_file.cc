#include "artifacts/unfinished_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace vent {

Result<UnfinishedFile> UnfinishedFile::make(const Path& folder, mode_t mode) {
  std::string name = (folder / ".vent-unfinished-XXXXXX").native();
  FileDescriptor descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (!descriptor.is_open()) return fail(file_error("making a file in", folder, errno));
  UnfinishedFile file(name, std::move(descriptor));
  if (::fchmod(file.descriptor_.number(), mode) != 0) return fail(file_error("making", file.path_, errno));
  return file;
}

UnfinishedFile::~UnfinishedFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<> UnfinishedFile::write(std::string_view piece) {
  while (!piece.empty()) {
    const ssize_t written = ::write(descriptor_.number(), piece.data(), piece.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(file_error("writing", path_, errno));
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
  return Ok{};
}

Result<> UnfinishedFile::keep_as(const Path& path) {
  if (::fsync(descriptor_.number()) != 0) return fail(file_error("syncing", path_, errno));
  if (::rename(path_.c_str(), path.c_str()) != 0) return fail(file_error("writing", path, errno));
  path_.clear();
  const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
  const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // The content is on disk; a name that a crash takes back is as if it had never been written.
  if (opened.is_open()) ::fsync(opened.number());
  return Ok{};
}

}  // namespace vent
