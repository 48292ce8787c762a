#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/process.h"
#include "base/result.h"
#include "resources/content.h"
#include "resources/digest_memory.h"
#include "resources/ownership.h"

namespace vent {

// The machine we run on, as resources see it: its files below a root (tests use another one), its programs, and the
// bytes of contents that were sent along. A look never changes anything; whatever makes says so by taking a ThisHost&.
class ThisHost {
 public:
  // Gives the bytes for a digest, or the error that they were never sent.
  using Bytes = std::function<Result<Secret>(const std::string& digest)>;
  // Puts a content that is in a file already to its place, without its bytes going through the memory. False when there
  // is no such file.
  using Place =
      std::function<Result<bool>(const std::string& digest, const Path& path, const NewFile& file, DigestMemory&)>;

  ThisHost(Path root, Bytes bytes, std::stop_token stop = {})
      : root_(std::move(root)), bytes_(std::move(bytes)), stop_(std::move(stop)) {}
  // Where contents may be in files, and where digests are remembered from one run to the next.
  ThisHost(Path root, Bytes bytes, Place place, Path digests, std::stop_token stop)
      : root_(std::move(root)),
        bytes_(std::move(bytes)),
        place_(std::move(place)),
        digests_(std::make_shared<DigestMemory>(std::move(digests))),
        stop_(std::move(stop)) {}

  Path at(const Path& path) const { return root_ / path.relative_path(); }
  std::stop_token stop() const { return stop_; }
  Result<Secret> bytes_of(const Content& content) const;
  // Writes a content of any size: the file is there whole, or as it was before. Parents have to be there.
  Result<> write_content(const Content& content, const Path& path, const Ownership& ownership,
                         Durability durability) const;
  // The digest of what a file holds; one that looks as it did when it was reckoned last is not read again.
  Result<std::string> digest_of(const Path& path) const { return digests_->digest_of(path); }
  DigestMemory& digests() const { return *digests_; }

  // Programs speak English and don't page. Running one that only looks is for everybody; one that changes something is
  // for those who may.
  Result<Finished> look(std::vector<std::string> arguments, std::chrono::milliseconds deadline = kLookDeadline) const;
  Result<std::string> change(std::vector<std::string> arguments, std::chrono::milliseconds deadline);
  // The same for a program that only waits for others to do it, and loses nothing when it is broken off.
  Result<std::string> change_or_stop(std::vector<std::string> arguments, std::chrono::milliseconds deadline);

  static constexpr std::chrono::seconds kLookDeadline{20};

 private:
  Command command(std::vector<std::string> arguments, std::chrono::milliseconds deadline) const;

  Path root_;
  Bytes bytes_;
  Place place_;
  // A memory and no state: with or without it, a look finds the same.
  std::shared_ptr<DigestMemory> digests_ = std::make_shared<DigestMemory>(Path());
  std::stop_token stop_;
};

}  // namespace vent
