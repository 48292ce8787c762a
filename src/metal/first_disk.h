#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "metal/disk.h"
#include "metal/host.h"
#include "metal/lab.h"

namespace vent::metal {

// What a host's new disk begins with: its name, its identity, who may log in, and what its user data asks for.
struct FirstDisk {
  std::string machine_id;
  std::vector<std::string> host_keys;  // public, one line each
  std::vector<DiskEntry> entries;
};

// Draws new keys and a new machine id, as an installer would.
Result<FirstDisk> prepare_first_disk(const Host& host, const Lab& lab);

}  // namespace vent::metal
