#pragma once

#include <functional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "artifacts/image.h"

namespace vent {

// Takes the bytes of a file that is being written, piece by piece.
using ByteSink = std::function<Result<>(std::string_view)>;

// Writes the entries as one tar archive. Files are read in pieces, so an image may be larger than the memory. The
// entries are those of complete_entries().
Result<> write_layer(const std::vector<ImageEntry>& entries, const ByteSink& sink, const std::stop_token& stop);
// Writes an archive as it is.
Result<> write_archive(const Path& archive, const ByteSink& sink, const std::stop_token& stop);

}  // namespace vent
