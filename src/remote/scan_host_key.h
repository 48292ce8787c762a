#pragma once

#include <stop_token>

#include "base/result.h"
#include "cluster/cluster.h"
#include "remote/host_key.h"

namespace vent {

// Asks a host for its key, without logging in and without believing it: whether the key is right is for a person to
// say, who compares the fingerprint with what the machine itself shows. It is the key that ssh prefers of those the
// host has, so the one that later connections will see.
//
// By ssh itself and not by ssh-keyscan, which knows nothing of jump hosts and of the user's ssh configuration.
Result<HostKey> scan_host_key(const Host& host, std::stop_token stop = {});

}  // namespace vent
