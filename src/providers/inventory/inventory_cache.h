#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "providers/inventory/inventory_document.h"

namespace vent {

// The two files in which an inventory is kept for some seconds: ansible-packet.cache, the document as it is printed,
// and ansible-packet.index, which tells where each host is: {"HOST": ["PROJECT", "DEVICE"]}. Others read and write the
// same files. Each is replaced as a whole.
class InventoryCache {
 public:
  explicit InventoryCache(Path folder) : folder_(std::move(folder)) {}

  // The document, when both files are there and it isn't older than that. A damaged one counts as none.
  Result<std::optional<std::string>> document(WallTime now, std::chrono::seconds max_age) const;
  // However old it is; empty when there is none that could be read.
  MachineIndex index() const;
  Result<> store(const std::string& document, const MachineIndex& index) const;

 private:
  Path document_file() const { return folder_ / "ansible-packet.cache"; }
  Path index_file() const { return folder_ / "ansible-packet.index"; }

  Path folder_;
};

}  // namespace vent
