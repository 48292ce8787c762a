#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace vent {

struct ArchiveMember {
  std::string path;  // in the archive; a leading "./" makes no difference, there or here
  Path file;         // where it goes
};

// Takes members out of an archive: tar, plain or packed with gzip, bzip2, xz or Zstandard, and zip. Only regular files
// come out, under the names we give them, so nothing in an archive can reach another place. Together they may have so
// many bytes. When one can't be had, none is left behind; the error of a missing one says which there are.
Result<> unpack(const Path& archive, const std::vector<ArchiveMember>& members, std::uint64_t size_limit);

}  // namespace vent
