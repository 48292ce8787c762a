#pragma once

#include <string>

#include "base/result.h"
#include "formats/json.h"
#include "providers/machine.h"
#include "providers/machine_wish.h"

namespace vent {

// A device of the Packet API and what we ask for, as JSON. Devices are read generously: over the years keys came, went
// and changed their type, and only the id was always there.
Result<Machine> machine_from_device(const Json& device);

// The body of a create at one place. Codes of two letters are metros, longer ones facilities.
Json device_request(const MachineWish& wish, const std::string& place, const std::string& token,
                    const std::vector<std::string>& ssh_key_ids);

// "2026-11-21T10:15:00Z" of that, of a number of seconds since 1970, or nothing.
Result<std::string> normal_termination_time(const std::string& text);

}  // namespace vent
