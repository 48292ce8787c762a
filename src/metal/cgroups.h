#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"

namespace vent::metal {

// Where control groups are mounted: one directory on a cgroup v2 machine; one per controller (and `systemd`,
// `unified`) on a v1 or hybrid machine.
struct CgroupMounts {
  std::vector<Path> hierarchies;
  bool unified = false;  // v2 only

  static Result<CgroupMounts> find();
  static CgroupMounts parse(std::string_view proc_mounts);  // pure
};

// One group of ours, the same path in every hierarchy. All processes of a host are below its group, also after a crash
// of the daemon, so ending what is in it ends the host.
class Cgroup {
 public:
  Cgroup(const CgroupMounts& mounts, std::string path) : mounts_(mounts), path_(std::move(path)) {}

  // Makes it with its parents, ready to take processes, with every controller handed down.
  Result<> make() const;
  // All processes in it and below it, each once.
  std::vector<pid_t> processes() const;
  // Kills all of them, again and again until none is left.
  Result<> kill_all(Clock& clock) const;
  // Removes the group and all below it, with whoever is still in it; fine when it is not there.
  Result<> remove(Clock& clock) const;
  // A group inside this one.
  Cgroup below(const std::string& name) const { return {mounts_, path_ + "/" + name}; }
  // Its directory in each hierarchy.
  std::vector<Path> directories() const;

 private:
  CgroupMounts mounts_;
  std::string path_;
};

}  // namespace vent::metal
