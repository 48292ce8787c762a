#pragma once

#include <optional>
#include <string_view>

#include "metal/host.h"

namespace vent::metal {

// What an owner can ask of a host at any moment, whatever it is doing.
enum class Wish {
  power_on,
  power_off,  // like pulling the plug
  reboot,     // a power cycle; the disk is kept
  reinstall,  // a new disk
  remove,
};

// By the name of the API's action ("power_on"); removing is no action there.
std::optional<Wish> wish_from_action(std::string_view name);

// Writes it into the host's record; the keeper makes it so. A wish that is fulfilled already changes nothing, and
// neither does any wish for a host that is being removed. Pure.
void write_down(Host& host, Wish wish, WallTime now);

}  // namespace vent::metal
