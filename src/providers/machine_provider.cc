#include "providers/machine_provider.h"

#include <fmt/core.h>

#include "base/text.h"

namespace vent {

std::string_view action_name(MachineAction action) {
  switch (action) {
    case MachineAction::power_on:
      return "power_on";
    case MachineAction::power_off:
      return "power_off";
    case MachineAction::reboot:
      return "reboot";
    case MachineAction::rescue:
      return "rescue";
    case MachineAction::reinstall:
      return "reinstall";
    case MachineAction::lock:
      return "lock";
    case MachineAction::unlock:
      return "unlock";
  }
  return "?";
}

Result<Machine> find_machine(const std::vector<Machine>& machines, const std::string& name_or_id) {
  std::vector<const Machine*> found;
  std::vector<std::string> names;
  for (const Machine& machine : machines) {
    names.push_back(machine.name);
    if (machine.name == name_or_id || machine.id == name_or_id) found.push_back(&machine);
  }
  // One on its way out doesn't stand in the way of its successor.
  if (found.size() > 1) std::erase_if(found, [](const Machine* machine) { return is_leaving(*machine); });
  if (found.size() == 1) return *found.front();
  if (found.size() > 1) {
    std::vector<std::string> ids;
    for (const Machine* machine : found) ids.push_back(machine->id);
    return fail(Error(ErrorKind::conflict, fmt::format("{} machines are called '{}'", found.size(), name_or_id))
                    .with_id("VENT_MACHINE_AMBIGUOUS")
                    .with_hint("name one by its id: " + join(ids, ", ")));
  }
  const std::optional<std::string> near = nearest(name_or_id, names);
  return fail(Error(ErrorKind::missing, fmt::format("there is no machine '{}'", name_or_id))
                  .with_id("VENT_NO_MACHINE")
                  .with_hint(near            ? fmt::format("did you mean '{}'?", *near)
                             : names.empty() ? "there are none: vent machine create --hostname NAME …"
                                             : "there are: " + join(names, ", ")));
}

Error not_offered(const std::string& provider, const std::string& what) {
  return Error(ErrorKind::bad_input, fmt::format("the provider {} can't {}", provider, what))
      .with_id("VENT_NOT_OFFERED");
}

}  // namespace vent
