#pragma once

#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "metal/disk_entry.h"

namespace vent::metal {

// A host's disk: a layer of its own over the base image, in `directory`. Making it is not atomic; a half-made disk is
// removed and made again.
Result<> make_disk(const Path& directory, const Path& image, const std::vector<DiskEntry>& entries);
Result<> remove_disk(const Path& directory);

}  // namespace vent::metal
