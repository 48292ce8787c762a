#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "providers/machine.h"
#include "providers/machine_wish.h"

namespace vent {

enum class MachineAction { power_on, power_off, reboot, rescue, reinstall, lock, unlock };
std::string_view action_name(MachineAction action);  // "power_on", …

// Somebody who has machines: a cloud, or you. All of it may fail as the HTTP client does; what a provider can't do is an
// error with the id VENT_NOT_OFFERED. Waiting and watching (watch_machines.h) need no more than list().
class MachineProvider {
 public:
  virtual ~MachineProvider() = default;

  virtual std::string name() const = 0;
  virtual Result<std::vector<Machine>> list() = 0;
  // Gives the machine that is there already for this wish, if there is one: to ask twice costs nothing.
  virtual Result<Machine> create(const MachineWish& wish) = 0;
  virtual Result<> act(const Machine& machine, MachineAction action) = 0;
  virtual Result<> remove(const Machine& machine) = 0;  // fine when it is gone
  virtual Result<std::vector<MachinePrice>> prices() = 0;
  virtual Result<std::vector<MachineEvent>> events(const Machine& machine) = 0;
};

// By name or id; an error that names near ones when there is none, or all of them when there are several.
Result<Machine> find_machine(const std::vector<Machine>& machines, const std::string& name_or_id);

Error not_offered(const std::string& provider, const std::string& what);

}  // namespace vent
