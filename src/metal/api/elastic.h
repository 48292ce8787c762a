#pragma once

#include "metal/api/context.h"

namespace vent::metal {

// Addresses that move between devices. They come from the upper half of the lab's public range; the router sends them
// to whichever device they are assigned to, and the device itself must take them, as on the rented network.

// The assignments of a device, as the API shows them; and those of all devices, by their ids.
Result<std::vector<Json>> assigned_addresses(const Store& store, const std::string& device);
Result<std::map<std::string, std::vector<Json>>> assigned_addresses(const Store& store);
// Takes all of a device's away, because it goes.
Result<> release_addresses(ApiContext& context, const std::string& device);

}  // namespace vent::metal
