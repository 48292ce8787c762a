#pragma once

#include <string>

#include "cluster/cluster.h"

namespace vent {

// Parts of sentences that several errors about ssh have.

// "203.0.113.7 port 22 through bastion"
std::string place_of(const Host& host);
// "user 'ops'"
std::string login_of(const Host& host);
// "connection refused" of "ssh: connect to host a port 22: Connection refused".
std::string reason_in(const std::string& line);

}  // namespace vent
