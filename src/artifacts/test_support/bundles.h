#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "artifacts/bundle_reader.h"
#include "artifacts/bundle_writer.h"
#include "base/clock.h"
#include "events/bus.h"

namespace vent {

// Small files to make bundles of, and bundles in memory.

// A file of one folder, with its artifact.
class BundleFiles {
 public:
  explicit BundleFiles(Path folder) : folder_(std::move(folder)) {}
  Artifact& add(const std::string& file, const std::string& content, const std::string& version = "1.36.3");
  const std::vector<Artifact>& artifacts() const { return artifacts_; }
  Path path_of(const Artifact& artifact) const { return folder_ / artifact.digest; }
  Result<SavedBundle> save(const Path& bundle, int workers = 1, const std::stop_token& stop = {}) const;

 private:
  Path folder_;
  std::vector<Artifact> artifacts_;
};

// Keeps files in memory, by digest.
class MemorySink final : public BundleSink {
 public:
  Result<> prepare(const std::vector<BundleFile>& files) override;
  Result<> begin(const BundleFile& file) override;
  Result<> add(std::string_view piece) override;
  Result<> keep() override;

  std::map<std::string, std::string> kept;

 private:
  std::string digest_;
  std::string content_;
};

Result<BundleContents> load_from_memory(const std::string& bytes, BundleSink& sink, const std::stop_token& stop = {});

// Compressed as a bundle is, from what the two frames are to hold.
std::string packed(const std::string& contents_frame, const std::string& files_frame);
// A tar entry, whole.
std::string tar_entry(const std::string& name, const std::string& content);

}  // namespace vent
