#pragma once

#include "base/error.h"
#include "cluster/cluster.h"
#include "remote/ssh_cause.h"

namespace vent {

// Whether the way to the host ended at its jump host, and not behind it.
bool is_about_jump_host(const Host& host, const SshOutput& said, SshCause cause);
Error jump_host_error(const Host& host, const SshOutput& said, SshCause cause);

}  // namespace vent
