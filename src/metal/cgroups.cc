#include "metal/cgroups.h"

#include <fmt/core.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>

#include "base/text.h"

namespace vent::metal {
namespace {

constexpr std::string_view kUsualPlace = "/sys/fs/cgroup";
constexpr std::chrono::seconds kKillDeadline{20};
constexpr std::chrono::milliseconds kPause{10};

std::vector<Path> subgroups(const Path& group) {
  std::vector<Path> found;
  std::error_code ignored;
  for (const std::filesystem::directory_entry& entry : std::filesystem::directory_iterator(group, ignored))
    if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) found.push_back(entry.path());
  return found;
}

void collect_processes(const Path& group, std::set<pid_t>& into) {
  // Kernel files have no size; a plain read is right. A group that is gone by now has no processes.
  if (const Result<std::string> text = read_file(group / "cgroup.procs"))
    for (const std::string& line : split_lines(*text))
      if (const std::optional<long long> id = parse_integer(line, 1, 1LL << 30)) into.insert(static_cast<pid_t>(*id));
  for (const Path& below : subgroups(group)) collect_processes(below, into);
}

// True when nothing is left. A group that was just emptied can refuse for a moment.
bool remove_groups(const Path& group) {
  for (const Path& below : subgroups(group)) remove_groups(below);
  return ::rmdir(group.c_str()) == 0 || errno == ENOENT;
}

// A cpuset without processors takes no process, and new ones start empty on v1.
Result<> fill_cpuset(const Path& parent, const Path& group) {
  for (const char* name : {"cpuset.cpus", "cpuset.mems"}) {
    if (!path_exists(group / name) || !trim(TRY(read_file(group / name))).empty()) continue;
    TRY(write_kernel_file(group / name, trim(TRY(read_file(parent / name)))));
  }
  return Ok{};
}

// On v2 a group's controllers work only when its parent hands them down.
Result<> hand_down_controllers(const Path& group) {
  std::string wanted;
  for (const std::string& controller : split_words(TRY(read_file(group / "cgroup.controllers"))))
    wanted += (wanted.empty() ? "+" : " +") + controller;
  if (wanted.empty()) return Ok{};
  return write_kernel_file(group / "cgroup.subtree_control", wanted);
}

}  // namespace

CgroupMounts CgroupMounts::parse(std::string_view proc_mounts) {
  CgroupMounts mounts;
  bool legacy = false;
  for (const std::string& line : split_lines(proc_mounts)) {
    const std::vector<std::string> fields = split_words(line);
    if (fields.size() < 3 || (fields[2] != "cgroup" && fields[2] != "cgroup2")) continue;
    // The usual place only: elsewhere the same hierarchy can be mounted a second time.
    const std::string& place = fields[1];
    if (place != kUsualPlace && !place.starts_with(std::string(kUsualPlace) + "/")) continue;
    legacy = legacy || fields[2] == "cgroup";
    if (std::ranges::find(mounts.hierarchies, Path(place)) == mounts.hierarchies.end())
      mounts.hierarchies.emplace_back(place);
  }
  mounts.unified = !legacy && !mounts.hierarchies.empty();
  return mounts;
}

Result<CgroupMounts> CgroupMounts::find() {
  CgroupMounts mounts = parse(TRY(read_file("/proc/self/mounts")));
  if (mounts.hierarchies.empty())
    return fail(
        Error(ErrorKind::missing, "no control groups are mounted below /sys/fs/cgroup")
            .with_id("VENT_NO_CGROUPS")
            .with_hint("on most machines systemd mounts them; by hand: mount -t cgroup2 cgroup2 /sys/fs/cgroup"));
  return mounts;
}

std::vector<Path> Cgroup::directories() const {
  std::vector<Path> all;
  for (const Path& hierarchy : mounts_.hierarchies) all.push_back(hierarchy / path_);
  return all;
}

Result<> Cgroup::make() const {
  for (const Path& hierarchy : mounts_.hierarchies) {
    Path parent = hierarchy;
    for (const std::string& part : split(path_, '/')) {
      if (mounts_.unified) TRY(hand_down_controllers(parent));
      const Path group = parent / part;
      TRY(make_directories(group));
      if (path_exists(parent / "cpuset.cpus") && !mounts_.unified) TRY(fill_cpuset(parent, group));
      parent = group;
    }
  }
  return Ok{};
}

std::vector<pid_t> Cgroup::processes() const {
  std::set<pid_t> found;
  for (const Path& directory : directories()) collect_processes(directory, found);
  return {found.begin(), found.end()};
}

Result<> Cgroup::kill_all(Clock& clock) const {
  const Moment deadline = clock.now() + kKillDeadline;
  for (std::vector<pid_t> left = processes(); !left.empty(); left = processes()) {
    for (const pid_t process : left) ::kill(process, SIGKILL);
    if (clock.now() > deadline)
      return fail(Error(ErrorKind::timed_out, fmt::format("{} processes in control group {} did not end within {}",
                                                          left.size(), path_, format_duration(kKillDeadline)))
                      .with_id("VENT_CGROUP_BUSY")
                      .with_hint(fmt::format("look at process {} (ps -o pid,stat,wchan,args)", left.front())));
    clock.sleep_for(kPause);
  }
  return Ok{};
}

Result<> Cgroup::remove(Clock& clock) const {
  const Moment deadline = clock.now() + kKillDeadline;
  for (const Path& directory : directories()) {
    while (!remove_groups(directory)) {
      if (clock.now() > deadline) return fail(file_error("removing control group", directory, errno));
      TRY(kill_all(clock));  // somebody may be joining it just now
      clock.sleep_for(kPause);
    }
  }
  return Ok{};
}

}  // namespace vent::metal
