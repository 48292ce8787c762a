#include "metal/machine.h"

#include <fmt/core.h>
#include <signal.h>

#include "base/process.h"
#include "base/shell_quote.h"
#include "base/text.h"

namespace vent::metal {
namespace {

// systemd-nspawn's own: the system inside asked for a reboot (only with --keep-unit).
constexpr int kRebootAsked = 133;

constexpr std::chrono::milliseconds kPause{2};

std::vector<std::string> nspawn_arguments(const BootPlan& plan) {
  const std::string directory = plan.directory.string();
  return {"systemd-nspawn", "--quiet", "--boot",
          "--register=no",  // needs no running machined, nor a running systemd outside
          "--keep-unit",    // a reboot inside ends the program with 133, so that the network is made anew
          "--settings=no", "--link-journal=no", "--resolv-conf=off", "--timezone=off", "--kill-signal=SIGRTMIN+3",
          "--capability=all", "--console=read-only",
          "--bind=/dev/kmsg",  // the kubelet reads it
          "--bind=/dev/net/tun",
          // containerd's overlay snapshots can't lie on an overlay.
          "--bind=" + directory + "/containerd:/var/lib/containerd",
          "--network-namespace-path=/run/netns/" + plan.network_namespace, "--machine=" + plan.hostname,
          "--uuid=" + plan.machine_id, "--directory=" + directory + "/root"};
}

}  // namespace

std::string launcher_script(const BootPlan& plan) {
  std::vector<std::string> launcher_groups, machine_groups;
  for (const Path& directory : plan.cgroup_directories) {
    launcher_groups.push_back(directory / "launcher" / "cgroup.procs");
    machine_groups.push_back(directory / "machine" / "cgroup.procs");
  }
  const std::string directory = plan.directory.string();
  const std::string overlay =
      fmt::format("lowerdir={},upperdir={}/upper,workdir={}/work", plan.image.string(), directory, directory);
  // The private tmpfs keeps nspawn's own traces (locks, propagation folders) from outliving the host.
  const std::string inside = fmt::format(
      "mount -t tmpfs -o mode=0755 tmpfs /run/systemd/nspawn && mount -t overlay overlay -o {} {} && exec {}",
      shell_quote(overlay), shell_quote(directory + "/root"), shell_quote(nspawn_arguments(plan)));
  return fmt::format(
      "# Boots this host. Written by vent metal, at each power-on.\n"
      "set -u\n"
      "cd {} || exit 96\n"
      "exec 9>on.lock\n"
      "# Whoever looks whether the host is on holds the lock for an instant.\n"
      "flock --timeout 0.2 9 || exit 98\n"
      "rm -f ended switched-off\n"
      "trap 'echo $? >ended' EXIT\n"
      "for group in {}; do echo 0 >\"$group\" || exit 97; done\n"
      "(\n"
      "  exec 9>&-\n"
      "  for group in {}; do echo 0 >\"$group\" || exit 97; done\n"
      "  mkdir -p /run/systemd/nspawn\n"
      "  # On a machine with cgroup v1, nspawn's system call filter leaves runc without keyrings.\n"
      "  export SYSTEMD_SECCOMP=0 SYSTEMD_NSPAWN_USE_CGNS=1\n"
      "  exec unshare --mount --propagation slave sh -c {}\n"
      ")\n",
      shell_quote(directory), shell_quote(launcher_groups), shell_quote(machine_groups), shell_quote(inside));
}

Result<> Machine::power_on(const BootPlan& plan, Clock& clock) const {
  TRY(cgroup_.below("launcher").make());
  TRY(cgroup_.below("machine").make());
  const Path script = directory_ / "launch";
  TRY(write_file(script, launcher_script(plan)));
  const pid_t process =
      TRY(start_detached({.arguments = {"sh", script.string()}, .output_file = console_file().string()}));
  // Until the launcher holds its lock the machine would seem to be off, and would be booted a second time.
  const std::optional<ProcessHandle> launcher = ProcessHandle::open(process);
  while (launcher && !launcher->has_ended() && !is_on()) clock.sleep_for(kPause);
  return Ok{};
}

bool Machine::is_on() const {
  const Result<std::optional<FileLock::Holder>> holder = FileLock::holder(directory_ / "on.lock");
  return holder && holder->has_value();
}

Result<> Machine::power_off(Clock& clock) const {
  TRY(write_file(directory_ / "switched-off", ""));
  const std::optional<ProcessHandle> ending = launcher();
  TRY(cgroup_.kill_all(clock));
  if (ending) static_cast<void>(ending->has_ended());  // asked so that a child of ours is reaped
  return cgroup_.remove(clock);
}

Result<> Machine::clear_remains(Clock& clock) const { return cgroup_.kill_all(clock); }

Result<> Machine::ask_to_shut_down() const {
  TRY(write_file(directory_ / "switched-off", ""));
  // systemd's own signal for a shutdown, to the first process of the host.
  for (const pid_t process : cgroup_.below("machine/payload/init.scope").processes()) ::kill(process, SIGRTMIN + 3);
  return Ok{};
}

MachineEnd Machine::last_end() const {
  if (path_exists(directory_ / "switched-off")) return MachineEnd::none;
  const Result<std::optional<std::string>> text = read_file_if_present(directory_ / "ended");
  if (!text || !*text) return MachineEnd::none;
  const std::optional<long long> code = parse_integer(trim(**text), 0, 255);
  if (code == 0) return MachineEnd::shut_down;
  if (code == kRebootAsked) return MachineEnd::asked_reboot;
  return MachineEnd::broke;
}

Result<> Machine::forget_last_end() const { return remove_tree(directory_ / "ended"); }

std::optional<ProcessHandle> Machine::launcher() const {
  const std::vector<pid_t> processes = cgroup_.below("launcher").processes();
  return processes.empty() ? std::nullopt : ProcessHandle::open(processes.front());
}

std::string Machine::console_tail(int lines) const {
  return without_terminal_codes(last_lines(read_file(console_file()).value_or(""), lines));
}

}  // namespace vent::metal
