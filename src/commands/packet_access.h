#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "metal/lab.h"
#include "providers/packet/packet_api.h"

namespace vent {

// Where the Packet API is that the commands talk to, and how we log in to its machines.
struct PacketPlace {
  PacketAccess access;
  std::optional<metal::Lab> lab;  // when it is a cloud of this machine: its key logs in
};

// VENT_PACKET_URL with the token of PACKET_AUTH_TOKEN, METAL_AUTH_TOKEN or PACKET_API_TOKEN; without that address the
// lab of this name, with its own token.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Result<PacketPlace> find_packet(const std::string& lab, const Environment& environment);
Result<PacketPlace> find_packet(const std::string& lab);

// The variables of this process.
std::optional<std::string> environment_variable(const std::string& name);

}  // namespace vent
