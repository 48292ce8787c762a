#pragma once

#include <stop_token>
#include <string>

namespace vent {

// Asks a server by HTTP from this machine, past any proxy. Its answer; or why there is none.
std::string ask_from_here(const std::string& address, int port, const std::string& path, const std::stop_token& stop);

}  // namespace vent
