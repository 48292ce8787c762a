#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/process.h"
#include "base/result.h"
#include "resources/content.h"

namespace vent {

// The machine we run on, as resources see it: its files below a root (tests use another one), its programs, and the
// bytes of contents that were sent along. A look never changes anything; whatever makes says so by taking a ThisHost&.
class ThisHost {
 public:
  // Gives the bytes for a digest, or the error that they were never sent.
  using Bytes = std::function<Result<Secret>(const std::string& digest)>;

  ThisHost(Path root, Bytes bytes, std::stop_token stop = {})
      : root_(std::move(root)), bytes_(std::move(bytes)), stop_(std::move(stop)) {}

  Path at(const Path& path) const { return root_ / path.relative_path(); }
  std::stop_token stop() const { return stop_; }
  Result<Secret> bytes_of(const Content& content) const;

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
  std::stop_token stop_;
};

}  // namespace vent
