#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "artifacts/bounded_queue.h"
#include "artifacts/bundle_contents.h"
#include "artifacts/bundle_errors.h"
#include "base/compression_stream.h"
#include "base/result.h"

namespace vent {

// Some of a bundle's bytes. They stay as long as somebody holds them.
struct BundlePiece {
  std::shared_ptr<const char[]> memory;
  std::string_view bytes;
};

// The bytes of a bundle, decompressed in a thread of its own; and which entry they belong to, for errors.
class BundleStream {
 public:
  BundleStream(std::string name, FrameReader::Input input);
  BundleStream(BundleStream&&) = delete;
  ~BundleStream();

  // The first frame; read at once, and proven by its checksum.
  Result<BundleContents> contents();

  // Begins with the second frame.
  Result<> begin_files();
  // Where we are now: "in kubernetes 1.36.3 kubelet (amd64)".
  void enter(std::string where) { where_ = std::move(where); }
  // Some bytes, at most so many.
  Result<BundlePiece> take(std::uint64_t most);
  Result<std::string> take_exactly(std::size_t size);
  // Nothing may follow.
  Result<> expect_end();

  Error damaged(std::string_view what) const { return bundle_is_damaged(place(), what); }

 private:
  // What the thread found: bytes, or the error that came instead of them; neither at the end of the bundle.
  struct Found {
    BundlePiece piece;
    std::uint64_t offset = 0;
    std::optional<Error> failure;
  };

  BundlePlace place() const { return {name_, offset_, where_}; }
  Error failed(Error error) const;
  Error not_ours(std::string_view why);
  Result<std::string> first_frame(std::size_t size);
  void decompress();
  Result<> more();

  const std::string name_;
  FrameReader frames_;  // used by the thread as long as it runs
  std::string where_;
  std::uint64_t offset_ = 0;
  BundlePiece piece_;  // what is left of the last one
  BoundedQueue<Found> found_;
  std::jthread thread_;
};

}  // namespace vent
