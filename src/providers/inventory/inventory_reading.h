#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "providers/inventory/inventory_cache.h"
#include "providers/inventory/machine_source.h"

namespace vent {

enum class Refresh { if_old, now };

// What an inventory script answers: from the cache as long as that is young enough, else from the API.
class InventoryReading {
 public:
  // The source is made only when it is needed: a young cache needs neither API nor token. `also` are variables that all
  // machines get. The clock must outlive it.
  InventoryReading(InventorySettings settings, InventoryCache cache, std::function<Result<MachineSource>()> make_source,
                   std::map<std::string, Json> also, const Clock& clock);

  // The document as text, with a newline at its end.
  Result<std::string> list(Refresh refresh);
  // The variables of one host, as its machine is now; nothing when nobody knows it. A host that the index doesn't know,
  // or whose machine is gone, is looked for once more.
  Result<std::optional<std::map<std::string, Json>>> host(const std::string& name, Refresh refresh);

  // What somebody should know about what was read.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  Result<const MachineSource*> source();
  Result<MachineInventory> read_again();

  InventorySettings settings_;
  InventoryCache cache_;
  std::function<Result<MachineSource>()> make_source_;
  std::map<std::string, Json> also_;
  const Clock* clock_;
  std::optional<MachineSource> source_;
  std::string document_;  // of the last time that all was read
  std::vector<std::string> notes_;
};

}  // namespace vent
