#pragma once

#include <stop_token>
#include <string>

#include "artifacts/bundle_contents.h"
#include "artifacts/bundle_sink.h"
#include "base/compression_stream.h"
#include "base/files.h"
#include "base/result.h"
#include "events/activity.h"

namespace vent {

// What a bundle has, by its first entry; the files are not looked at.
Result<BundleContents> list_bundle(const Path& path);

// Gives every file of a bundle to the sink, each when its size and its digest are right. A bundle is refused from the
// first byte on that save_bundle() wouldn't have written so. What the sink has kept by then is good all the same.
Result<BundleContents> load_bundle(const Path& path, BundleSink& sink, Activity& activity, const std::stop_token& stop);

// As above, from anywhere; the name is for messages.
Result<BundleContents> load_bundle(const std::string& name, FrameReader::Input input, BundleSink& sink,
                                   Activity& activity, const std::stop_token& stop);

}  // namespace vent
