#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// A file to be put into an archive.
struct TarballFile {
  std::string name;  // with folders, without a slash at its beginning
  std::string text;
};

// Whether the name says how to compress: what takes minutes should not end with this error.
Result<> check_tarball_name(const Path& path);

// Writes an archive that only its owner may read, compressed as its name says: .tar.zst or .tar.gz.
Result<> write_tarball(const Path& path, const std::vector<TarballFile>& files, std::int64_t seconds_since_1970);

}  // namespace vent
