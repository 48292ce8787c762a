#include "providers/inventory/inventory_reading.h"

#include <fmt/core.h>

#include "base/text.h"

namespace vent {

InventoryReading::InventoryReading(InventorySettings settings, InventoryCache cache,
                                   std::function<Result<MachineSource>()> make_source, std::map<std::string, Json> also,
                                   const Clock& clock)
    : settings_(std::move(settings)),
      cache_(std::move(cache)),
      make_source_(std::move(make_source)),
      also_(std::move(also)),
      clock_(&clock) {}

Result<const MachineSource*> InventoryReading::source() {
  if (!source_) source_ = TRY(make_source_());
  return &*source_;
}

Result<MachineInventory> InventoryReading::read_again() {
  const WantedMachines wanted = TRY(wanted_machines(*TRY(source()), settings_));
  MachineInventory read = TRY(machine_inventory(wanted.projects, settings_));
  for (auto& [name, variables] : read.inventory.hosts) variables.insert(also_.begin(), also_.end());
  if (!wanted.unknown_projects.empty())
    notes_.push_back(fmt::format("there is no project {}", join(wanted.unknown_projects, ", and none ")));
  for (const std::string& name : read.doubled)
    notes_.push_back(fmt::format("several machines are called {}: the last one stands for all of them", name));
  document_ = inventory_json(read.inventory).pretty() + "\n";
  // The inventory is right without it: it will only take longer the next time.
  if (const Result<> stored = cache_.store(document_, read.index); !stored)
    notes_.push_back("the inventory is not kept: " + stored.error().message);
  return read;
}

Result<std::string> InventoryReading::list(Refresh refresh) {
  if (refresh == Refresh::if_old) {
    const std::optional<std::string> kept = TRY(cache_.document(clock_->wall(), settings_.cache_max_age));
    if (kept) return *kept;
  }
  TRY(read_again());
  return document_;
}

Result<std::optional<std::map<std::string, Json>>> InventoryReading::host(const std::string& name, Refresh refresh) {
  using Variables = std::optional<std::map<std::string, Json>>;
  bool is_fresh = refresh == Refresh::now;
  MachineIndex index = is_fresh ? TRY(read_again()).index : cache_.index();
  while (true) {
    if (const auto place = index.find(name); place != index.end()) {
      const std::optional<Json> device = TRY(TRY(source())->device(place->second.device_id));
      Variables variables = device ? TRY(machine_variables(*device, settings_)) : Variables();
      if (variables) variables->insert(also_.begin(), also_.end());
      if (variables || is_fresh) return variables;
    }
    if (is_fresh) return Variables();
    index = TRY(read_again()).index;
    is_fresh = true;
  }
}

}  // namespace vent
