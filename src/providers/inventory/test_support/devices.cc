#include "providers/inventory/test_support/devices.h"

namespace vent {
namespace {

Json address_json(const std::string& address, int family, bool is_public, bool is_first_one) {
  return Json::object()
      .set("address", address)
      .set("address_family", family)
      .set("public", is_public)
      .set("management", is_first_one);
}

}  // namespace

Json device_json(const DeviceWish& wish) {
  Json addresses = Json::array();
  if (!wish.address.empty()) addresses.push(address_json(wish.address, 4, true, true));
  addresses.push(address_json("2001:db8::1", 6, true, true)).push(address_json("10.80.0.1", 4, false, true));
  if (!wish.elastic_address.empty()) addresses.push(address_json(wish.elastic_address, 4, true, false));
  Json tags = Json::array();
  for (const std::string& tag : wish.tags) tags.push(tag);
  return Json::object()
      .set("id", wish.id)
      .set("hostname", wish.hostname)
      .set("state", wish.state)
      .set("tags", tags)
      .set("billing_cycle", "hourly")
      .set("user", " root ")
      .set("locked", false)
      .set("created_at", "2026-01-01T00:00:00Z")
      .set("updated_at", "2026-01-01T00:05:00Z")
      .set("href", "/metal/v1/devices/" + wish.id)
      .set("spot_instance", true)
      .set("spot_price_max", 0.3)
      .set("termination_time", Json())
      .set("userdata", "#!/bin/sh\n")
      .set("ip_addresses", addresses)
      .set("facility", Json::object().set("code", wish.facility).set("name", "Amsterdam"))
      .set("operating_system", Json::object().set("slug", "debian_12"))
      .set("plan", Json::object().set("slug", "c2.medium.x86"));
}

}  // namespace vent
