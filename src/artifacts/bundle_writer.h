#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "artifacts/artifact.h"
#include "artifacts/bundle_contents.h"
#include "base/files.h"
#include "base/result.h"
#include "events/activity.h"

namespace vent {

// What goes into a bundle, and where the files are now.
struct BundleSource {
  std::vector<Artifact> artifacts;  // in any order
  std::function<Path(const Artifact&)> path_of;
  std::string vent;  // the version of this program
  int workers = 1;   // threads that compress: the result does not depend on it
};

struct SavedBundle {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;  // of these files
  std::uint64_t size = 0;   // of the bundle
};

// One file with all these artifacts, for a place without a network: bundle_contents.h says what it looks like. The same
// artifacts always give the same bytes. A file that is not what its artifact says is an error, and then, as after any
// error and after a stop, nothing is left behind, and what had the name before is still there.
Result<SavedBundle> save_bundle(const Path& path, const BundleSource& source, Activity& activity,
                                const std::stop_token& stop);

}  // namespace vent
