#pragma once

#include <string>
#include <vector>

#include "commands/inventory.h"
#include "commands/line.h"

namespace CLI {  // NOLINT(readability-identifier-naming): theirs
class App;
}

namespace vent {

// The command line of `vent inventory`.
void add_inventory(CLI::App& app, InventoryOptions& options, Chosen& chosen);

// What a line means. Ansible gives an inventory script nothing but --list or --host: so a link to vent that is called
// packet_net, packet_net.py or vent-inventory is `vent inventory`, and looks for its files beside the link. Every other
// line means what it says.
std::vector<std::string> meant_line(std::vector<std::string> words);

}  // namespace vent
