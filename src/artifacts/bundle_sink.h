#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "artifacts/bundle_contents.h"
#include "artifacts/unfinished_file.h"
#include "base/files.h"
#include "base/result.h"

namespace vent {

// Where the files of a bundle go. All but prepare() is called from another thread than the one that loads, one call at
// a time.
class BundleSink {
 public:
  virtual ~BundleSink() = default;
  // Before anything else: what is to come.
  virtual Result<> prepare(const std::vector<BundleFile>& files) = 0;
  virtual Result<> begin(const BundleFile& file) = 0;
  virtual Result<> add(std::string_view piece) = 0;
  // What was added is whole, and its digest is right. A file of which this is not said is to be forgotten: when another
  // one begins, and when the sink ends.
  virtual Result<> keep() = 0;
};

// Writes them into a folder, each under a passing name, and gives them away when they are whole.
class FolderSink final : public BundleSink {
 public:
  // Moves the file to where it belongs, and notes which artifacts it is.
  using Keep = std::function<Result<>(const BundleFile& file, const Path& path)>;

  FolderSink(Path folder, Keep keep) : folder_(std::move(folder)), keep_(std::move(keep)) {}
  Result<> prepare(const std::vector<BundleFile>& files) override;
  Result<> begin(const BundleFile& file) override;
  Result<> add(std::string_view piece) override;
  Result<> keep() override;

 private:
  Path folder_;
  Keep keep_;
  const BundleFile* file_ = nullptr;
  std::optional<UnfinishedFile> unfinished_;
};

}  // namespace vent
