#pragma once

#include "metal/host.h"
#include "metal/machine.h"

namespace vent::metal {

// The next thing to do for a host.
enum class KeeperStep {
  rest,       // it is as wanted; wait until something changes
  pull_plug,  // it runs and must not
  make_disk,  // a new disk, for the first boot or a reinstall
  boot,
  wait_for_ssh,    // it runs and has not been seen answering
  note_shut_down,  // it shut itself down: it stays off
  note_broken,     // it ended by a fault: it stays off until somebody acts
  erase,           // delete what is left of it
  pretend_stuck,   // it is to look as if it were being built for ever
  pretend_broken,  // it is to look as if it could not be built
};

// Decides from what is wanted, what was done, and what can be seen. Pure, so a daemon that was killed at any moment
// comes to the same decision again.
KeeperStep next_step(const Host& host, bool is_on, MachineEnd last_end);

}  // namespace vent::metal
