#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "base/architecture.h"
#include "base/files.h"
#include "base/result.h"

namespace vent {

// A file out of a Debian package, as this machine's apt gets it: from where its user gets packages, with signatures
// checked. Nothing is installed.
struct DebianFile {
  std::string package;  // "busybox-static"
  std::string version;  // exactly; empty: the one that apt would install
  Architecture architecture = Architecture::amd64;
  std::string member;  // "bin/busybox"
};

struct TakenDebianFile {
  Path path;            // below the work folder, for the caller to take away
  std::string version;  // "1:1.35.0-4+deb12u1"

  bool operator==(const TakenDebianFile&) const = default;
};

// The work folder is there and empty; it is the caller's to remove.
Result<TakenDebianFile> take_from_debian_package(const DebianFile& file, const Path& work,
                                                 std::chrono::milliseconds deadline, const std::stop_token& stop);

}  // namespace vent
