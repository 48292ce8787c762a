#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/process.h"
#include "base/result.h"
#include "metal/cgroups.h"
#include "metal/lab.h"

namespace vent::metal {

// What one boot of a host needs; everything is decided before, so that the launcher is a pure text.
struct BootPlan {
  std::string hostname;
  std::string machine_id;  // 32 hexadecimal digits
  Path directory;          // the host's own: its disk, its console, its launcher's traces
  Path image;              // the read-only system below its disk
  std::string network_namespace;
  std::vector<Path> cgroup_directories;
};

// How a host's last boot ended.
enum class MachineEnd {
  none,          // switched off from outside, or never on
  shut_down,     // it shut itself down
  asked_reboot,  // it asked for a reboot
  broke,         // it could not be booted, or its supervisor failed
};

// The program that boots a host: a POSIX sh script. It moves into the host's control groups, keeps the lock that says
// "on", boots with systemd-nspawn in a mount namespace of its own (so no mount outlives it), and writes down how that
// ended. It needs nobody: the daemon may end and come back.
std::string launcher_script(const BootPlan& plan);

// A host's power, looked at from outside.
class Machine {
 public:
  Machine(Path directory, Cgroup cgroup) : directory_(std::move(directory)), cgroup_(std::move(cgroup)) {}

  // Returns when the machine is on, or has failed to be: see last_end().
  Result<> power_on(const BootPlan& plan, Clock& clock) const;
  bool is_on() const;
  // Ends what outlived its launcher (somebody killed that): without it nobody would hear of the machine's end.
  Result<> clear_remains(Clock& clock) const;
  // Like pulling the plug.
  Result<> power_off(Clock& clock) const;
  // Asks the system inside to shut down, and does not wait. A system that is just booting doesn't hear it: ask again.
  Result<> ask_to_shut_down() const;
  // How the last boot ended; only true when the machine is off.
  MachineEnd last_end() const;
  // From now on the last boot ended by nothing in particular. Only for a machine that is off.
  Result<> forget_last_end() const;
  // Becomes readable when the machine goes off; nothing when it is off.
  std::optional<ProcessHandle> launcher() const;
  // The end of what the console has shown, without its colours.
  std::string console_tail(int lines) const;

  Path console_file() const { return directory_ / "console.log"; }

 private:
  Path directory_;
  Cgroup cgroup_;
};

}  // namespace vent::metal
