#pragma once

#include <string>
#include <vector>

#include "metal/host.h"
#include "metal/store.h"
#include "net/ipv4.h"

namespace vent::metal {

// Addresses that were assigned to a host from the elastic part of the lab's public range.
Result<std::vector<Ipv4Range>> elastic_blocks(const Store& store, const std::string& host_id);

// The first block of that size in `pool` that touches none of those taken; nothing when there is none. Pure.
std::optional<Ipv4Range> free_block(const Ipv4Range& pool, const std::vector<Ipv4Range>& taken, int prefix);

}  // namespace vent::metal
