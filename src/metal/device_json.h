#pragma once

#include <optional>
#include <string>

#include "formats/json.h"
#include "metal/address_plan.h"
#include "metal/host.h"
#include "metal/link.h"

namespace vent::metal {

// How the API shows things, and how its clients read them again. A host has the shape of the rented cloud's device;
// what only we know of it stands under "vent".
Json device_json(const Host& host, const AddressPlan& plan);

struct HostView {
  std::string id, name, state, private_address, public_address, problem, created_at;
  std::optional<double> seconds_to_ssh;
  bool is_settled = false;

  bool operator==(const HostView&) const = default;
};
Result<HostView> host_from_device(const Json& device);

Json link_json(const Link& link);
Result<Link> link_from_json(const Json& json);

}  // namespace vent::metal
