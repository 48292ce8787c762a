#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "resources/resource.h"

namespace vent {

// One thing that vent made on this host: what, for which chapter, and what was there before.
struct MadeThing {
  Resource resource;
  std::string chapter;
  State before;
};

// All that vent ever made here, in the order in which it was made first. It stands in a file that is written before the
// thing is made, so whatever was killed when: nothing of ours is unknown. JSON, a line per thing; a line that says
// "undone" takes an earlier one back.
class Manifest {
 public:
  // Changes nothing on disk, so it may be read while another writes to it.
  static Result<Manifest> open(const Path& file);

  const std::vector<MadeThing>& things() const { return things_; }
  bool has(const std::string& id) const;
  // On disk when it returns. Things it has already are left as they are: what was there before the first time counts.
  Result<> add(std::span<const MadeThing> things);
  Result<> remove(const std::string& id);

 private:
  explicit Manifest(Path file) : file_(std::move(file)) {}
  Result<> take_line(const std::string& line);
  Result<> append(const std::string& lines);

  Path file_;
  std::uint64_t size_ = 0;  // of the file's whole lines; what a crash or a full disk left behind them is cut off
  std::vector<MadeThing> things_;
};

}  // namespace vent
