#include "metal/keeper_step.h"

namespace vent::metal {

KeeperStep next_step(const Host& host, bool is_on, MachineEnd last_end) {
  const bool disk_is_due = host.done.reinstalls < host.wanted.reinstalls;
  const bool reboot_is_due = host.done.reboots < host.wanted.reboots;
  if (is_on) {
    if (host.wanted.deleted || disk_is_due || reboot_is_due || !host.wanted.powered) return KeeperStep::pull_plug;
    return host.state == HostState::active ? KeeperStep::rest : KeeperStep::wait_for_ssh;
  }
  if (host.wanted.deleted) return KeeperStep::erase;
  if (host.rental.fault == DeviceFault::never_active)
    return !host.wanted.powered || host.state == HostState::provisioning ? KeeperStep::rest : KeeperStep::pretend_stuck;
  if (host.rental.fault == DeviceFault::fails)
    return host.state == HostState::failed ? KeeperStep::rest : KeeperStep::pretend_broken;
  if (disk_is_due) return KeeperStep::make_disk;
  if (!host.wanted.powered) return KeeperStep::rest;
  if (reboot_is_due) return KeeperStep::boot;
  if (last_end == MachineEnd::shut_down) return KeeperStep::note_shut_down;
  if (last_end == MachineEnd::broke)
    return host.state == HostState::failed ? KeeperStep::rest : KeeperStep::note_broken;
  return KeeperStep::boot;
}

}  // namespace vent::metal
