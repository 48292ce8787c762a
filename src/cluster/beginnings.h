#pragma once

#include <string>

namespace vent {

// Small cluster files to begin with, by where the machines come from. Their comments say what to put in; what they leave
// out has a default.

// Machines that are rented by the Packet API. Good as it is, as far as the API has such plans and places.
std::string beginning_for_packet(const std::string& name);

// Machines that somebody has already. What stands in <> is refused until it is filled in.
std::string beginning_for_own_hosts(const std::string& name);

}  // namespace vent
