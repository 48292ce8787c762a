#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/cluster.h"
#include "remote/host_key.h"

namespace vent {

// What a key that a host shows is to us.
enum class KeyStanding {
  known,    // pinned already, or given in the cluster file
  unknown,  // nothing is pinned for the host yet
  changed,  // another key is pinned
};
std::string_view standing_name(KeyStanding standing);  // "known", "unknown", "changed"

// An error when the cluster file gives another key for the host: then a person must change the file, not the pin.
Result<KeyStanding> standing_of(const HostKey& shown, const std::vector<HostKey>& pinned, const Host& host);

}  // namespace vent
