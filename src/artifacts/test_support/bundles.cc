#include "artifacts/test_support/bundles.h"

#include <gtest/gtest.h>

#include "artifacts/bundle_entry.h"
#include "artifacts/tar_writer.h"
#include "base/sha256.h"

namespace vent {

Artifact& BundleFiles::add(const std::string& file, const std::string& content, const std::string& version) {
  Artifact artifact;
  artifact.name = {.component = "kubernetes", .version = version, .file = file};
  artifact.digest = sha256_hex(content);
  artifact.size = content.size();
  artifact.source = "a test";
  artifact.licence = "Apache-2.0";
  EXPECT_TRUE(write_file(folder_ / artifact.digest, content, NewFile{.durability = Durability::later}));
  return artifacts_.emplace_back(artifact);
}

Result<SavedBundle> BundleFiles::save(const Path& bundle, int workers, const std::stop_token& stop) const {
  const RealClock clock;
  EventBus bus(clock);
  Activity activity(bus, "saving");
  const BundleSource source{.artifacts = artifacts_,
                            .path_of = [this](const Artifact& artifact) { return path_of(artifact); },
                            .vent = "0.1.0",
                            .workers = workers};
  return save_bundle(bundle, source, activity, stop);
}

Result<> MemorySink::prepare(const std::vector<BundleFile>& files) {
  static_cast<void>(files);
  return Ok{};
}

Result<> MemorySink::begin(const BundleFile& file) {
  digest_ = file.digest;
  content_.clear();
  return Ok{};
}

Result<> MemorySink::add(std::string_view piece) {
  content_ += piece;
  return Ok{};
}

Result<> MemorySink::keep() {
  kept[digest_] = content_;
  return Ok{};
}

Result<BundleContents> load_from_memory(const std::string& bytes, BundleSink& sink, const std::stop_token& stop) {
  const RealClock clock;
  EventBus bus(clock);
  Activity activity(bus, "loading");
  const auto input = [left = std::string_view(bytes)](char* room, std::size_t size) mutable -> Result<std::size_t> {
    const std::size_t count = left.copy(room, size);
    left.remove_prefix(count);
    return count;
  };
  return load_bundle("bundle.tar.zst", input, sink, activity, stop);
}

std::string packed(const std::string& contents_frame, const std::string& files_frame) {
  std::string bytes;
  for (const std::string* content : {&contents_frame, &files_frame}) {
    FrameWriter frame({.size = content->size()}, [&](std::string_view piece) -> Result<> {
      bytes += piece;
      return Ok{};
    });
    EXPECT_TRUE(frame.add(*content));
    EXPECT_TRUE(frame.finish());
  }
  return bytes;
}

std::string tar_entry(const std::string& name, const std::string& content) {
  return entry_header(name, content.size()) + content + tar_padding(content.size());
}

}  // namespace vent
