#include "metal/take_down.h"

#include <fmt/core.h>

#include <map>

#include "events/activity.h"
#include "metal/machine.h"
#include "metal/network.h"

namespace vent::metal {
namespace {

constexpr std::chrono::seconds kShutDownDeadline{15};
constexpr std::chrono::milliseconds kPause{20};
constexpr int kLooksPerAsking = 25;

std::map<std::string, Machine> running_machines(const Lab& lab, const CgroupMounts& cgroups) {
  std::map<std::string, Machine> machines;
  for (const Path& directory : Cgroup(cgroups, lab.cgroup()).directories())
    for (const std::string& id : list_directory(directory).value_or(std::vector<std::string>{}))
      if (std::filesystem::is_directory(directory / id) && path_exists(lab.host_directory(id)))
        machines.try_emplace(id, lab.host_directory(id), Cgroup(cgroups, lab.cgroup() + "/" + id));
  // How one ended that is off already is the next daemon's to see.
  std::erase_if(machines, [](const auto& entry) { return !entry.second.is_on(); });
  return machines;
}

// All hosts shut down side by side; a stop or the deadline pulls the plug of those that are left.
Result<> shut_down_hosts(const std::map<std::string, Machine>& machines, EventBus& bus, Clock& clock,
                         std::stop_token stop) {
  Activity activity(bus, fmt::format("shutting down {} {}", machines.size(), machines.size() == 1 ? "host" : "hosts"),
                    Amount{machines.size(), "hosts"});
  const Moment deadline = clock.now() + kShutDownDeadline;
  std::size_t on = machines.size();
  for (int look = 0; on > 0 && clock.now() < deadline; ++look) {
    on = 0;
    for (const auto& [id, machine] : machines) {
      if (!machine.is_on()) continue;
      ++on;
      if (look % kLooksPerAsking == 0) TRY(machine.ask_to_shut_down());
    }
    activity.progress(machines.size() - on);
    if (!clock.sleep_for(kPause, stop)) break;
  }
  for (const auto& [id, machine] : machines)
    if (machine.is_on()) TRY(machine.power_off(clock));
  activity.finish(Outcome::done, on == 0 ? "" : fmt::format("{} did not end in time and lost power", on));
  return Ok{};
}

}  // namespace

Result<> take_down(const Lab& lab, EventBus& bus, Clock& clock, std::stop_token stop) {
  const AddressPlan plan = TRY(address_plan(lab.settings));
  const CgroupMounts cgroups = TRY(CgroupMounts::find());
  const std::map<std::string, Machine> machines = running_machines(lab, cgroups);
  if (!machines.empty()) TRY(shut_down_hosts(machines, bus, clock, stop));
  // Each part is tried, also when the one before it failed; the first failure is told.
  const Result<> groups = Cgroup(cgroups, lab.cgroup()).remove(clock);
  const Result<> network = Network(lab, plan).remove_all();
  return groups ? network : groups;
}

}  // namespace vent::metal
