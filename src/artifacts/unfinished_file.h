#pragma once

#include <string_view>
#include <utility>

#include "base/file_descriptor.h"
#include "base/files.h"
#include "base/result.h"

namespace vent {

// A file that grows under a passing name, and is gone with this object unless it was kept.
class UnfinishedFile {
 public:
  // In a folder; whoever uses it there must take its time: it may be read only when it is kept.
  static Result<UnfinishedFile> make(const Path& folder, mode_t mode);
  UnfinishedFile(UnfinishedFile&& other) noexcept
      : path_(std::exchange(other.path_, {})), descriptor_(std::move(other.descriptor_)) {}
  UnfinishedFile& operator=(UnfinishedFile&&) = delete;
  ~UnfinishedFile();

  const Path& path() const { return path_; }
  Result<> write(std::string_view piece);
  // Whole, on disk, under this name, which must be on the same file system. What had the name before is gone.
  Result<> keep_as(const Path& path);
  // Nothing more is written; the file still goes with this object, unless it was moved away.
  void close() { descriptor_.close(); }

 private:
  UnfinishedFile(Path path, FileDescriptor descriptor) : path_(std::move(path)), descriptor_(std::move(descriptor)) {}

  Path path_;
  FileDescriptor descriptor_;
};

}  // namespace vent
