#pragma once

#include <string>

#include "base/process.h"
#include "remote/ssh_command.h"
#include "remote/ssh_error.h"

namespace vent {

// One line of shell on a host, over ssh, by the key that is pinned for it. Gives what it wrote to standard output; an
// exit code that isn't 0 is an error which shows what it complained about.
struct HostCommand {
  std::string line;
  std::chrono::milliseconds deadline = std::chrono::seconds(30);
  MachineAge age = MachineAge::settled;
};
Result<std::string> run_on_host(const Host& host, const SshPlaces& places, const HostCommand& command,
                                const std::stop_token& stop);

}  // namespace vent
