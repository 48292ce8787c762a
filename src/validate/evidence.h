#pragma once

#include <string>

#include "validate/scene.h"

namespace vent {

// What hosts say for themselves, for the evidence of a problem. Empty when the host can't be asked.

// By which way a node sends packets to an address, what its tunnel is like, and which rules drop packets.
std::string way_to(const Scene& scene, const std::string& node, const std::string& address);
// Whether a unit runs there, and the last lines of its journal.
std::string words_of_unit(const Scene& scene, const std::string& node, const std::string& unit);
// The warnings of our own namespace: why a pod doesn't come.
std::string warnings_of_pods(const Scene& scene);

}  // namespace vent
