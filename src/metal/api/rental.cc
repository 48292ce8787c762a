#include "metal/api/rental.h"

#include <fmt/core.h>

#include <array>

#include "metal/api/catalogue.h"

namespace vent::metal {
namespace {

constexpr std::array<std::string_view, 4> kFaults = {"none", "fails", "never_active", "early_active"};

Json time_json(const std::optional<WallTime>& time) {
  if (!time) return {};
  return {std::chrono::duration_cast<std::chrono::milliseconds>(time->time_since_epoch()).count()};
}

Result<std::optional<WallTime>> time_from(const Json& json, const std::string& key) {
  const std::optional<std::int64_t> count = TRY(json.optional_integer(key));
  if (!count) return std::nullopt;
  return WallTime(std::chrono::milliseconds(*count));
}

Json list_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

}  // namespace

std::string_view fault_name(DeviceFault fault) { return kFaults.at(static_cast<std::size_t>(fault)); }

std::optional<DeviceFault> fault_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kFaults.size(); ++i)
    if (kFaults.at(i) == name) return static_cast<DeviceFault>(i);
  return std::nullopt;
}

Json rental_json(const Rental& rental) {
  return Json::object()
      .set("project", rental.project)
      .set("plan", rental.plan)
      .set("facility", rental.facility)
      .set("operating_system", rental.operating_system)
      .set("billing_cycle", rental.billing_cycle)
      .set("description", rental.description ? Json(*rental.description) : Json())
      .set("tags", list_json(rental.tags))
      .set("customdata", rental.customdata)
      .set("storage", rental.storage)
      .set("ipxe_script_url", rental.ipxe_script_url)
      .set("always_pxe", rental.always_pxe)
      .set("locked", rental.locked)
      .set("ssh_keys", list_json(rental.ssh_keys))
      .set("spot_instance", rental.spot_instance)
      .set("spot_price_max", rental.spot_price_max ? Json(*rental.spot_price_max) : Json())
      .set("termination_time", time_json(rental.termination_time))
      .set("outbid", rental.outbid)
      .set("spot_request", rental.spot_request)
      .set("fault", fault_name(rental.fault))
      .set("updated_at", time_json(rental.updated_at));
}

Result<Rental> rental_from_json(const Json& json) {
  Rental rental;
  rental.project = TRY(json.text("project"));
  rental.plan = TRY(json.text("plan"));
  rental.facility = TRY(json.text("facility"));
  rental.operating_system = TRY(json.text("operating_system"));
  rental.billing_cycle = TRY(json.text("billing_cycle"));
  rental.description = TRY(json.optional_text("description"));
  rental.tags = TRY(json.texts("tags"));
  rental.customdata = TRY(json.text("customdata"));
  rental.storage = TRY(json.text("storage"));
  rental.ipxe_script_url = TRY(json.text("ipxe_script_url"));
  rental.always_pxe = TRY(json.boolean("always_pxe"));
  rental.locked = TRY(json.boolean("locked"));
  rental.ssh_keys = TRY(json.texts("ssh_keys"));
  rental.spot_instance = TRY(json.boolean("spot_instance"));
  rental.spot_price_max = TRY(json.optional_number("spot_price_max"));
  rental.termination_time = TRY(time_from(json, "termination_time"));
  rental.outbid = TRY(json.boolean("outbid"));
  rental.spot_request = TRY(json.text("spot_request"));
  rental.fault = fault_from_name(TRY(json.text("fault"))).value_or(DeviceFault::none);
  rental.updated_at = TRY(time_from(json, "updated_at"));
  if (find_plan(rental.plan) == nullptr || find_facility(rental.facility) == nullptr ||
      find_operating_system(rental.operating_system) == nullptr)
    return fail(Error(ErrorKind::bad_input, fmt::format("a host's record names {}, {} and {}, which aren't all known",
                                                        rental.plan, rental.facility, rental.operating_system))
                    .with_hint("it was written by another version of vent"));
  return rental;
}

}  // namespace vent::metal
