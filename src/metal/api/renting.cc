// How a device comes and goes: what the API makes of a request for one, and of giving one back.

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "metal/api/context.h"
#include "metal/api/elastic.h"
#include "metal/api/errors.h"
#include "metal/api/lenient.h"
#include "metal/api/placement.h"
#include "metal/api/projects.h"
#include "metal/api/times.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

Result<> read_place(const Json& body, PlaceWish& wish) {
  wish.facilities = TRY(text_list(body, "facility"));
  wish.metro = TRY(body.optional_text("metro"));
  if (wish.metro && wish.metro->empty()) wish.metro.reset();
  if (wish.metro && !wish.facilities.empty()) return fail(unprocessable("Facility and metro can't both be given"));
  if (!wish.metro && wish.facilities.empty()) return fail(unprocessable("Facility can't be blank"));
  return Ok{};
}

Result<> read_plan(const Json& body, Rental& rental) {
  const std::string plan = TRY(body.optional_text("plan")).value_or("");
  if (plan.empty()) return fail(unprocessable("Plan can't be blank"));
  const Plan* const found = find_plan(plan);
  std::vector<std::string> known;
  for (const Plan& one : plans()) known.emplace_back(one.slug);
  if (found == nullptr) return fail(unknown_name("Plan", plan, known));
  rental.plan = found->slug;
  return Ok{};
}

Result<> read_system(const Json& body, const std::string& user_data, Rental& rental) {
  const std::string system = TRY(body.optional_text("operating_system")).value_or("");
  if (system.empty()) return fail(unprocessable("Operating system can't be blank"));
  const OperatingSystem* const found = find_operating_system(system);
  std::vector<std::string> known;
  for (const OperatingSystem& one : operating_systems()) known.emplace_back(one.slug);
  if (found == nullptr) return fail(unknown_name("Operating system", system, known));
  rental.operating_system = found->slug;
  rental.ipxe_script_url = TRY(body.optional_text("ipxe_script_url")).value_or("");
  rental.always_pxe = TRY(flag(body, "always_pxe"));
  const bool has_script = user_data.starts_with("#!ipxe");
  if (found->slug == "custom_ipxe" && has_script == !rental.ipxe_script_url.empty())
    return fail(unprocessable("custom_ipxe needs either an ipxe_script_url or user data that begins with #!ipxe"));
  if (found->slug != "custom_ipxe" && !rental.ipxe_script_url.empty())
    return fail(unprocessable("ipxe_script_url belongs to the operating system custom_ipxe"));
  return Ok{};
}

Result<> read_spot(const Json& body, Rental& rental) {
  rental.spot_instance = TRY(flag(body, "spot_instance"));
  const std::optional<double> price = TRY(amount(body, "spot_price_max"));
  if (rental.spot_instance) {
    if (!price || *price <= 0) return fail(unprocessable("Spot price max must be greater than 0"));
    rental.spot_price_max = price;
  }
  if (const std::optional<Json> time = TRY(body.optional_field("termination_time")))
    rental.termination_time = TRY(parse_time(*time));
  return Ok{};
}

// Which keys may log in: those that were named; all of the project and of the user where none was.
Result<> read_keys(ApiContext& context, const std::string& project, const Json& body, HostRequest& request) {
  const std::vector<std::string> of_project = TRY(text_list(body, "project_ssh_keys"));
  const std::vector<std::string> of_user = TRY(text_list(body, "user_ssh_keys"));
  bool names_any = !of_project.empty() || !of_user.empty();
  if (const std::optional<Json> given = TRY(body.optional_field("ssh_keys")))
    for (const Json& key : given->items()) {
      names_any = true;
      request.authorized_keys.push_back(key.is_object() ? TRY(key.text("key")) : TRY(key.text()));
    }
  if (TRY(flag(body, "no_ssh_keys"))) return Ok{};
  std::vector<std::string> unknown = of_project;
  for (const Record& record : TRY(context.store().records({.kind = "ssh key"}))) {
    const bool is_users = record.owner == stable_id("user");
    if (!is_users && record.owner != project) continue;
    std::erase(unknown, record.id);
    const bool is_named = std::ranges::find(of_project, record.id) != of_project.end() ||
                          std::ranges::find(of_user, record.id) != of_user.end() ||
                          (is_users && std::ranges::find(of_user, record.owner) != of_user.end());
    if (names_any && !is_named) continue;
    const Json key = TRY(parse_json(record.document, "an SSH key"));
    request.authorized_keys.emplace_back(trim(TRY(key.text("key"))));
    request.rental.ssh_keys.push_back(record.id);
  }
  if (!unknown.empty()) return fail(unprocessable("Project SSH keys: there is none with the id " + unknown.front()));
  return Ok{};
}

Result<HostRequest> read_request(ApiContext& context, const std::string& project, const Json& body) {
  HostRequest request;
  request.name = TRY(body.optional_text("hostname")).value_or("");
  request.user_data = TRY(body.optional_text("userdata")).value_or("");
  Rental& rental = request.rental;
  rental.project = project;
  TRY(read_plan(body, rental));
  TRY(read_system(body, request.user_data, rental));
  TRY(read_spot(body, rental));
  rental.billing_cycle = TRY(body.optional_text("billing_cycle")).value_or("hourly");
  rental.description = TRY(body.optional_text("description"));
  rental.tags = TRY(tag_list(body));
  rental.customdata = TRY(any_json(body, "customdata", "{}"));
  rental.storage = TRY(any_json(body, "storage", "null"));
  rental.locked = TRY(flag(body, "locked"));
  // Not of the rented cloud: a device that goes wrong on purpose.
  const std::string fault = TRY(body.optional_text("vent_fault")).value_or("none");
  if (!fault_from_name(fault)) return fail(unprocessable(fmt::format("'{}' is not a fault of a device", fault)));
  rental.fault = *fault_from_name(fault);
  TRY(read_keys(context, project, body, request));
  return request;
}

// The lab's own commands know neither plans nor places.
Json with_lab_defaults(Json body) {
  for (const auto& [key, value] : {std::pair("plan", "c2.medium.x86"), {"operating_system", "debian_12"}})
    if (!body.has(key)) body.set(key, value);
  if (!body.has("facility") && !body.has("metro")) body.set("facility", "ams1");
  return body;
}

}  // namespace

Result<Host> rent_device(ApiContext& context, const std::string& project, const Json& given, bool is_from_lab,
                         const std::string& spot_request) {
  if (is_from_lab) TRY(given.text("hostname"));
  const Json body = is_from_lab ? with_lab_defaults(given) : given;
  HostRequest request = TRY(read_request(context, project, body));
  request.rental.spot_request = spot_request;
  PlaceWish place;
  TRY(read_place(body, place));
  place.plan = request.rental.plan;
  if (request.rental.spot_instance) place.bid = request.rental.spot_price_max;
  // One at a time, so that two don't get the last one.
  static std::mutex renting;
  const std::scoped_lock lock(renting);
  const Market market = TRY(read_market(context.store()));
  const InUse in_use = machines_in_use(context.store());
  request.rental.facility = TRY(choose_facility(place, market, in_use, context.now()));
  return context.cloud.create(request);
}

Result<> return_device(ApiContext& context, const Host& host) {
  if (host.wanted.deleted) return context.cloud.ask(host.id, Wish::remove);
  TRY(release_addresses(context, host.id));
  TRY(context.cloud.ask(host.id, Wish::remove));
  return write_event(
      context.store(), host,
      {"instance.deleted", fmt::format("\"%device%\" ({}) was deleted from the project", host.rental.plan)},
      context.now());
}

}  // namespace vent::metal
