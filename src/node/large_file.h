#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/file_descriptor.h"
#include "base/files.h"
#include "base/result.h"
#include "base/sha256.h"

namespace vent {

// A file that is too large for the memory, written in pieces. Until it is whole it has a name that means nothing; who
// lets go of it earlier removes it. Its digest is reckoned on the way.
class LargeFile {
 public:
  // The room for all of it is taken at once where the file system can do that.
  static Result<LargeFile> begin(const Path& folder, std::uint64_t size);
  LargeFile(LargeFile&& other) noexcept;
  LargeFile& operator=(LargeFile&&) = delete;
  ~LargeFile();

  Result<> add(std::string_view piece);
  std::uint64_t size() const { return size_; }  // of what was added
  std::string digest();                         // of what was added; to be asked for once
  const Path& path() const { return path_; }
  Result<> finish(const NewFile& file);  // its owner, its mode, and on disk if that is wanted
  void let_go() { path_.clear(); }       // it has got another name

 private:
  LargeFile(Path path, FileDescriptor file) : path_(std::move(path)), file_(std::move(file)) {}
  Path path_;
  FileDescriptor file_;
  Sha256 hash_;
  std::uint64_t size_ = 0;
};

// A copy below a folder, not named yet.
Result<LargeFile> copy_large_file(const Path& from, const Path& folder);
// After this a new name in a directory is on disk.
Result<> sync_directory(const Path& directory);
// What a killed program left of one.
bool is_unfinished(const std::string& name);
// And who was writing it runs no more.
bool is_abandoned(const std::string& name);

}  // namespace vent
