#pragma once

#include <map>
#include <string>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// The digests of large files, so that those nobody touched are not read at every look. A file counts as untouched while
// its size, inode and both times are what they were: writing into it moves its ctime, which nobody can set back.
//
// It can be lost at any time, which costs reading the files once more.
class DigestMemory {
 public:
  // Stands in a file, which is read when something is asked for first. Without a name it ends with this object.
  explicit DigestMemory(Path file) : file_(std::move(file)) {}

  Result<std::string> digest_of(const Path& path);
  // Gives a file its place whose digest is known, and which nobody else could open before. Zero, or the errno.
  int rename_known(const Path& from, const Path& to, const std::string& digest);
  // Writes down what is new, without what is gone. To be called when the files it speaks of are on disk: after a crash
  // of the machine a file may hold less than was written to it.
  Result<> save();

  struct Look {
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modified = 0, changed = 0;  // nanoseconds since 1970
    bool operator==(const Look&) const = default;
  };

 private:
  struct Known {
    Look look;
    std::string digest;
  };
  void load();
  void forget_what_is_gone();

  Path file_;
  bool is_loaded_ = false;
  bool is_new_ = false;  // something is not in the file yet
  std::map<std::string, Known> known_;
};

}  // namespace vent
