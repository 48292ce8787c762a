#pragma once

#include "commands/line.h"
#include "commands/machine.h"

namespace CLI {  // NOLINT(readability-identifier-naming): theirs
class App;
}

namespace vent {

// The command line of `vent machine` and `vent ssh`. It lives as long as the program.
struct MachineLine {
  MachineListOptions list;
  MachineCreateOptions create;
  MachineActOptions act;
  MachineWaitOptions wait;
  MachineEventsOptions events;
  MachinePricesOptions prices;
  MachineOptions offers;
  MachinePingOptions ping;
  SshOptions ssh;
  bool is_silent = false;
};
void add_machine(CLI::App& app, MachineLine& line, Chosen& chosen);

}  // namespace vent
