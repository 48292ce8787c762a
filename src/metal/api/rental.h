#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "formats/json.h"

namespace vent::metal {

// What goes wrong with a device on purpose, for tests and rehearsals.
enum class DeviceFault {
  none,
  fails,         // becomes `failed` instead of being built
  never_active,  // stays `provisioning`
  early_active,  // is called `active` before sshd answers
};
std::string_view fault_name(DeviceFault fault);
std::optional<DeviceFault> fault_from_name(std::string_view name);

// What the API knows of a device and the host itself has no use for: how it was rented, and what its owner wrote on it.
struct Rental {
  std::string project;  // an id; empty: the lab's own project
  std::string plan = "c2.medium.x86";
  std::string facility = "ams1";
  std::string operating_system = "debian_12";
  std::string billing_cycle = "hourly";
  std::optional<std::string> description = std::nullopt;
  std::vector<std::string> tags = {};
  std::string customdata = "{}";  // as JSON
  std::string storage = "null";   // likewise: a layout that was asked for
  std::string ipxe_script_url = {};
  bool always_pxe = false;
  bool locked = false;
  std::vector<std::string> ssh_keys = {};  // ids
  bool spot_instance = false;
  std::optional<double> spot_price_max = std::nullopt;
  std::optional<WallTime> termination_time = std::nullopt;
  bool outbid = false;            // the market set the termination time, not the owner
  std::string spot_request = {};  // the id of the spot market request that made it
  DeviceFault fault = DeviceFault::none;
  std::optional<WallTime> updated_at = std::nullopt;

  bool operator==(const Rental&) const = default;
};

Json rental_json(const Rental& rental);
Result<Rental> rental_from_json(const Json& json);

}  // namespace vent::metal
