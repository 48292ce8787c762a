#pragma once

#include <sys/types.h>

#include <string>

namespace vent::metal {

enum class EntryKind { directory, file, symlink };

// One thing to put on a disk, owned by root; parents come before children, missing parents not listed are made 0755.
struct DiskEntry {
  EntryKind kind = EntryKind::file;
  std::string path;     // absolute, as the host sees it
  mode_t mode = 0644;   // of no meaning for a symlink
  std::string content;  // of a file: any bytes; of a symlink: its target
  bool secret = false;  // the content must not be shown
};

}  // namespace vent::metal
