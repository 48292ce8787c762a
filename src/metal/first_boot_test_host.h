#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/process.h"
#include "metal/first_boot.h"

namespace vent::metal {

// For tests of the first boot's scripts: a host that is only a folder. The scripts run in this machine's shell, with
// every path of theirs moved into the folder and with a fake in place of the programs that need root or change accounts.
class FirstBootTestHost {
 public:
  using Words = std::vector<std::string>;

  explicit FirstBootTestHost(const FirstBoot& first_boot);

  // Where a path of the host is on this machine.
  std::string path(const std::string& on_host) const { return directory_.path().string() + on_host; }
  std::string read(const std::string& on_host) const;
  bool has(const std::string& on_host) const { return path_exists(path(on_host)); }
  void write(const std::string& on_host, std::string_view content) const;

  // Runs boot, configure or run. Output shows the host's paths.
  Finished start(const std::string& script) const;

  // How the faked programs were called, in order. `record` is one more of them, for commands of users.
  std::vector<Words> calls() const;
  std::vector<Words> calls_of(const std::string& program) const;

  // From now on the script is killed in the middle of its call of that number (from 1).
  void cut_power_in_call(int number) const;
  void restore_power() const;

  // All that a user would find on the disk, as text to compare.
  std::string state() const;

 private:
  void place(const DiskEntry& entry) const;
  std::string moved(std::string script) const;

  TemporaryDirectory directory_ = TemporaryDirectory::make().value();
};

// A host with one account of its keys, and user data that asks for something of every kind.
HostIdentity example_identity();
UserData example_user_data();

}  // namespace vent::metal
