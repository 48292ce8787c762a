#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "artifacts/catalogue.h"
#include "artifacts/image.h"
#include "base/architecture.h"
#include "base/files.h"
#include "base/result.h"

namespace vent {

// A tree of files out of Debian packages and all that they depend on, as this machine's apt gets them, with signatures
// checked. Nothing is installed, and nothing of it is run: what packages do when they are set up isn't done.
struct TakenDebianTree {
  std::vector<ImageEntry> entries;  // their sources are below the work folder
  std::size_t packages = 0;
};

// The work folder is there and empty; it is the caller's to remove, when the entries aren't needed any more.
Result<TakenDebianTree> take_debian_tree(const DebianTree& tree, Architecture architecture, const Path& work,
                                         std::chrono::milliseconds deadline, const std::stop_token& stop);

// What stands below a folder, as entries of an image: all of it root's, with the modes that it has. Left out is what
// isn't a file, a folder or a link, and each path that begins as one of these.
Result<std::vector<ImageEntry>> entries_below(const Path& folder, const std::vector<std::string>& without);

// Writes entries into a tar file of their own.
Result<> write_layer_file(std::vector<ImageEntry> entries, const Path& file, const std::stop_token& stop);

}  // namespace vent
