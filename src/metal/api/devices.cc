#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "metal/api/elastic.h"
#include "metal/api/endpoints.h"
#include "metal/api/errors.h"
#include "metal/api/lenient.h"
#include "metal/api/paging.h"
#include "metal/api/projects.h"
#include "metal/api/times.h"
#include "metal/device_json.h"
#include "metal/hostname.h"
#include "metal/user_data.h"

namespace vent::metal {
namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// What the list is narrowed to. A filter that is not given lets everything pass.
bool passes(const Host& host, const Call& call) {
  const Rental& rental = host.rental;
  const auto differs = [&](const char* key, const auto& fits) {
    const std::optional<std::string> wanted = call.asked(key);
    return wanted && !wanted->empty() && !fits(*wanted);
  };
  const Facility& facility = *find_facility(rental.facility);
  if (differs("hostname", [&](const std::string& name) { return holds(host.name, name); })) return false;
  if (differs("tag", [&](const std::string& tag) { return std::ranges::find(rental.tags, tag) != rental.tags.end(); }))
    return false;
  if (differs("facility", [&](const std::string& code) { return find_facility(code) == &facility; })) return false;
  if (differs("metro", [&](const std::string& code) { return find_metro(code) == find_metro(facility.metro); }))
    return false;
  if (differs("type", [&](const std::string& type) { return type == (rental.spot_instance ? "spot" : "ondemand"); }))
    return false;
  if (differs("has_termination_time",
              [&](const std::string& yes) { return (yes == "true") == rental.termination_time.has_value(); }))
    return false;
  return !differs("search", [&](const std::string& words) {
    const bool in_tags = std::ranges::any_of(rental.tags, [&](const std::string& tag) { return holds(tag, words); });
    return in_tags || holds(host.name, words) || holds(rental.description.value_or(""), words) ||
           host.id.starts_with(words);
  });
}

Result<Json> with_addresses(ApiContext& context, const Host& host, const std::vector<Json>& elastic) {
  Json device = device_json(host, context.cloud.plan());
  if (elastic.empty()) return device;
  Json addresses = TRY(device.field("ip_addresses"));
  for (const Json& address : elastic) addresses.push(address);
  return device.set("ip_addresses", std::move(addresses));
}

Result<Answer> list(ApiContext& context, const Call& call, const std::optional<std::string>& project) {
  const std::vector<Host> hosts = context.cloud.hosts();
  std::vector<const Host*> found;
  for (const Host& host : hosts)
    if ((!project || project_id_of(host) == *project) && passes(host, call)) found.push_back(&host);
  // The newest first, as on the rented cloud; slots part those of the same moment.
  std::ranges::sort(found, [](const Host* one, const Host* other) {
    return std::pair(other->created_at, one->slot) < std::pair(one->created_at, other->slot);
  });
  std::map<std::string, std::vector<Json>> elastic = TRY(assigned_addresses(context.store()));
  const PageRequest request = TRY(page_request(call));
  const PageRange range = page_range(request, found.size());
  Json devices = Json::array();
  for (std::size_t i = range.begin; i < range.end; ++i)
    devices.push(TRY(with_includes(context, call, TRY(with_addresses(context, *found[i], elastic[found[i]->id])))));
  return Answer{200,
                Json::object().set("devices", std::move(devices)).set("meta", page_meta(call, request, found.size()))};
}

// One field of an update, when it is there.
Result<> update_names(const Json& body, Host& host) {
  if (const std::optional<std::string> name = TRY(body.optional_text("hostname"))) {
    TRY(check_hostname(*name));
    host.name = *name;
  }
  if (body.has("description")) host.rental.description = TRY(body.optional_text("description"));
  if (body.has("tags")) host.rental.tags = TRY(tag_list(body));
  if (body.has("customdata")) host.rental.customdata = TRY(any_json(body, "customdata", "{}"));
  if (const std::optional<std::string> user_data = TRY(body.optional_text("userdata"))) {
    TRY(parse_user_data(*user_data));
    host.user_data = *user_data;
  }
  return Ok{};
}

Result<> update_rental(const Json& body, Rental& rental) {
  rental.locked = TRY(flag(body, "locked", rental.locked));
  rental.always_pxe = TRY(flag(body, "always_pxe", rental.always_pxe));
  if (const std::optional<std::string> cycle = TRY(body.optional_text("billing_cycle"))) rental.billing_cycle = *cycle;
  if (const std::optional<std::string> url = TRY(body.optional_text("ipxe_script_url"))) rental.ipxe_script_url = *url;
  if (body.has("termination_time")) {
    const std::optional<Json> time = TRY(body.optional_field("termination_time"));
    // Who was outbid can't wish that away, but pay.
    if (rental.outbid) return fail(unprocessable("Termination time of an outbid device can't be changed"));
    rental.termination_time.reset();
    if (time) rental.termination_time = TRY(parse_time(*time));
  }
  if (!body.has("spot_instance")) return Ok{};
  const bool stays_spot = TRY(flag(body, "spot_instance"));
  if (stays_spot && !rental.spot_instance) return fail(unprocessable("An on-demand device can't become a spot one"));
  if (!stays_spot && rental.spot_instance) {
    rental.spot_instance = false;
    rental.spot_price_max.reset();
    if (rental.outbid) rental.termination_time.reset();
    rental.outbid = false;
  }
  return Ok{};
}

}  // namespace

Result<Json> whole_device(ApiContext& context, const Host& host) {
  return with_addresses(context, host, TRY(assigned_addresses(context.store(), host.id)));
}

Result<Answer> list_devices(ApiContext& context, const Call& call) {
  return list(context, call, TRY(find_project(context, call.name("project"))));
}

Result<Answer> list_devices_of_organization(ApiContext& context, const Call& call) {
  return list(context, call, std::nullopt);
}

Result<Answer> create_device(ApiContext& context, const Call& call) {
  const std::string name = call.name("project");
  const std::string project = TRY(find_project(context, name));
  const Host host = TRY(rent_device(context, project, call.body, project != name));
  return Answer{201, TRY(with_includes(context, call, TRY(whole_device(context, host))))};
}

Result<Answer> get_device(ApiContext& context, const Call& call) {
  const Host host = TRY(find_device(context, call.name("device")));
  return Answer{200, TRY(with_includes(context, call, TRY(whole_device(context, host))))};
}

Result<Answer> update_device(ApiContext& context, const Call& call) {
  const Host before = TRY(find_device(context, call.name("device")));
  // Tried on a copy first: a wrong field changes nothing.
  Host tried = before;
  TRY(update_names(call.body, tried));
  TRY(update_rental(call.body, tried.rental));
  const Host host = TRY(context.cloud.change(before.id, [&](Host& changed) {
    static_cast<void>(update_names(call.body, changed));
    static_cast<void>(update_rental(call.body, changed.rental));
  }));
  if (before.rental.outbid && !host.rental.outbid)
    TRY(write_event(context.store(), host, {"instance.spot_saved", "\"%device%\" is now rented at the list price"},
                    context.now()));
  return Answer{200, TRY(with_includes(context, call, TRY(whole_device(context, host))))};
}

Result<Answer> delete_device(ApiContext& context, const Call& call) {
  const Host host = TRY(find_device(context, call.name("device")));
  if (host.rental.locked) return fail(unprocessable("Cannot delete a locked item"));
  TRY(return_device(context, host));
  return Answer{204};
}

Result<Answer> act_on_device(ApiContext& context, const Call& call) {
  const std::string type = TRY(call.body.text("type"));
  // There is no other system to rescue a host with: it starts anew with its own.
  const std::optional<Wish> wish = wish_from_action(type == "rescue" ? "reboot" : type);
  if (!wish)
    return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is not an action", type)).with_id("VENT_ACTION"));
  const Host host = TRY(find_device(context, call.name("device")));
  if (*wish == Wish::reinstall)
    if (const std::optional<std::string> system = TRY(call.body.optional_text("operating_system"))) {
      const OperatingSystem* const found = find_operating_system(*system);
      if (found == nullptr) return fail(unprocessable(fmt::format("Operating system '{}' is not known", *system)));
      TRY(context.cloud.change(host.id, [&](Host& changed) { changed.rental.operating_system = found->slug; }));
    }
  TRY(context.cloud.ask(host.id, *wish));
  TRY(write_event(context.store(), host, {"instance." + type, fmt::format("\"%device%\" was asked to {}", type)},
                  context.now()));
  return Answer{202};
}

Result<Answer> get_user_data(ApiContext& context, const Call& call) {
  const Host host = TRY(find_device(context, call.name("device")));
  return Answer{200, Json::object().set("userdata", host.user_data)};
}

Result<Answer> get_custom_data(ApiContext& context, const Call& call) {
  const Host host = TRY(find_device(context, call.name("device")));
  return Answer{200, TRY(parse_json(host.rental.customdata, "custom data"))};
}

Result<Answer> get_usage(ApiContext& context, const Call& call) {
  const Host host = TRY(find_device(context, call.name("device")));
  const double hours = std::max(
      1.0, std::ceil(std::chrono::duration<double, std::ratio<3600>>(context.now() - host.created_at).count()));
  const double price = host.rental.spot_price_max.value_or(find_plan(host.rental.plan)->hour);
  return Answer{200, Json::object().set("usages", Json::array().push(Json::object()
                                                                         .set("name", host.name)
                                                                         .set("plan", host.rental.plan)
                                                                         .set("type", "Instance")
                                                                         .set("unit", "hour")
                                                                         .set("quantity", hours)
                                                                         .set("price", price)
                                                                         .set("total", hours * price)))};
}

}  // namespace vent::metal
