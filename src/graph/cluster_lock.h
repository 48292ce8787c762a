#pragma once

#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "graph/run_owner.h"

namespace vent {

// What is asked for with the lock, told to whoever comes second.
struct LockPurpose {
  std::string cluster;
  std::string command;  // without secrets: command_line.h
  RunOwner owner;
};

// One vent at a time changes a cluster. The lock ends with the process, however it ends, so it never has to be broken
// by hand. It holds among those who share the state folder, on one machine.
class ClusterLock {
 public:
  // The lock, or a conflict error that says who has it, since when, for what, and what to do about it.
  static Result<ClusterLock> take(const Path& file, const LockPurpose& purpose, const Clock& clock);

 private:
  explicit ClusterLock(FileLock lock) : lock_(std::move(lock)) {}
  FileLock lock_;
};

// The words of that error, from what stands in the lock file.
Error locked_error(const std::string& cluster, const FileLock::Holder& holder, WallTime now);

}  // namespace vent
