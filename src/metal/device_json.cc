#include "metal/device_json.h"

#include <fmt/core.h>

#include "metal/api/catalogue.h"
#include "metal/api/device_events.h"
#include "metal/api/projects.h"

namespace vent::metal {
namespace {

constexpr int kBondingMode = 5;

Json href(const std::string& path) { return Json::object().set("href", path); }

Json texts(const std::vector<std::string>& list) {
  Json json = Json::array();
  for (const std::string& text : list) json.push(text);
  return json;
}

// What clients wait for are these; the lab's own commands show the host's own word.
std::string_view api_state(HostState state) {
  return state_name(state == HostState::rebooting ? HostState::powering_on : state);
}

Json time_or_null(const std::optional<WallTime>& time) { return time ? Json(format_utc(*time)) : Json(); }
Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json stored_json(const std::string& text) { return parse_json(text, "a device's record").value_or(Json()); }

std::string port_id(const Host& host, const std::string& name) { return stable_id(host.id + " " + name); }

Json address_json(const Host& host, Ipv4 address, Ipv4 gateway, bool is_public) {
  const std::string id = stable_id(fmt::format("{} {}", host.id, address.text()));
  return Json::object()
      .set("id", id)
      .set("address_family", 4)
      .set("netmask", "255.255.255.254")
      .set("created_at", format_utc(host.created_at))
      .set("details", Json())
      .set("public", is_public)
      .set("cidr", 31)
      .set("management", true)
      .set("manageable", true)
      .set("enabled", true)
      .set("global_ip", Json())
      .set("customdata", Json::object())
      .set("project", Json::object())
      .set("project_lite", Json::object())
      .set("facility", facility_json(*find_facility(host.rental.facility)))
      .set("assigned_to", href("/devices/" + host.id))
      .set("interface", href("/ports/" + port_id(host, "bond0")))
      .set("network", gateway.text())
      .set("address", address.text())
      .set("gateway", gateway.text())
      .set("href", "/ips/" + id);
}

Json ports_json(const Host& host) {
  Json ports = Json::array();
  const std::string bond = port_id(host, "bond0");
  ports.push(Json::object()
                 .set("id", bond)
                 .set("type", "NetworkBondPort")
                 .set("name", "bond0")
                 .set("data", Json::object().set("bonded", true))
                 .set("network_type", "layer3")
                 .set("virtual_networks", Json::array())
                 .set("connected_port", Json())
                 .set("href", "/ports/" + bond));
  for (const char* const name : {"eth0", "eth1"})
    ports.push(Json::object()
                   .set("id", port_id(host, name))
                   .set("type", "NetworkPort")
                   .set("name", name)
                   .set("data", Json::object().set("bonded", true))
                   .set("bond", Json::object().set("id", bond).set("name", "bond0"))
                   .set("virtual_networks", Json::array())
                   .set("connected_port", Json())
                   .set("href", "/ports/" + port_id(host, name)));
  return ports;
}

void add_progress(Json& device, const Host& host) {
  const int done = provisioning_progress(host);
  Json events = Json::array();
  for (std::size_t i = 0; i < provisioning_steps().size(); ++i) {
    const DeviceEvent& step = provisioning_steps()[i];
    events.push(Json::object()
                    .set("id", Json())
                    .set("type", step.type)
                    .set("body", step.body)
                    .set("state", Json())
                    .set("created_at", static_cast<int>(i) < done ? time_or_null(host.rental.updated_at) : Json())
                    .set("relationships", Json::array())
                    .set("ip", Json())
                    .set("modified_by", Json())
                    .set("interpolated", step.body));
  }
  device.set("provisioning_percentage", done * 100.0 / static_cast<double>(provisioning_steps().size()))
      .set("provisioning_events", std::move(events));
}

Json own_json(const Host& host) {
  return Json::object()
      .set("slot", host.slot)
      .set("state", state_name(host.state))
      .set("settled", is_settled(host))
      .set("problem", host.problem)
      .set("host_keys", texts(host.host_keys))
      .set("seconds_to_ssh", host.seconds_to_ssh ? Json(*host.seconds_to_ssh) : Json());
}

}  // namespace

Json device_json(const Host& host, const AddressPlan& plan) {
  const Rental& rental = host.rental;
  const Facility& facility = *find_facility(rental.facility);
  const HostAddresses addresses = plan.host(host.slot);
  Json ip_addresses = Json::array();
  // Until it is being built, a device has no addresses.
  if (host.state != HostState::queued)
    ip_addresses.push(address_json(host, addresses.public_address, addresses.public_gateway, true))
        .push(address_json(host, addresses.private_address, addresses.private_gateway, false));
  Json ssh_keys = Json::array();
  for (const std::string& key : rental.ssh_keys) ssh_keys.push(href("/ssh-keys/" + key));
  const Json project = href("/projects/" + project_id_of(host));
  Json device = Json::object();
  device.set("id", host.id)
      .set("short_id", host.id.substr(0, 8))
      .set("hostname", host.name)
      .set("description", rental.description ? Json(*rental.description) : Json())
      .set("state", api_state(host.state))
      .set("tags", texts(rental.tags))
      .set("image_url", Json())
      .set("billing_cycle", rental.billing_cycle)
      .set("user", "root")
      .set("iqn", "iqn.2026-01.vent:device." + host.id.substr(0, 8))
      .set("locked", rental.locked)
      .set("bonding_mode", kBondingMode)
      .set("created_at", format_utc(host.created_at))
      .set("updated_at", format_utc(rental.updated_at.value_or(host.wanted.since)))
      .set("ipxe_script_url", text_or_null(rental.ipxe_script_url))
      .set("always_pxe", rental.always_pxe)
      .set("storage", stored_json(rental.storage))
      .set("customdata", stored_json(rental.customdata))
      .set("spot_instance", rental.spot_instance)
      .set("spot_price_max", rental.spot_price_max ? Json(*rental.spot_price_max) : Json())
      .set("termination_time", time_or_null(rental.termination_time))
      .set("hardware_reservation", Json())
      .set("operating_system", operating_system_json(*find_operating_system(rental.operating_system)))
      .set("facility", facility_json(facility))
      .set("metro", metro_json(*find_metro(facility.metro)))
      .set("project", project)
      .set("project_lite", project)
      .set("ssh_keys", std::move(ssh_keys))
      .set("volumes", Json::array())
      .set("ip_addresses", std::move(ip_addresses))
      .set("plan", plan_json(*find_plan(rental.plan)))
      .set("userdata", host.user_data)
      .set("switch_uuid", stable_id("switch " + rental.facility).substr(0, 8))
      .set("network_ports", ports_json(host))
      .set("actions", Json::array());
  if (is_being_built(host)) add_progress(device, host);
  return device.set("href", "/devices/" + host.id).set("vent", own_json(host));
}

Result<HostView> host_from_device(const Json& device) {
  const Json own = TRY(device.field("vent"));
  HostView host{.id = TRY(device.text("id")),
                .name = TRY(device.text("hostname")),
                .state = TRY(own.text("state")),
                .private_address = {},
                .public_address = {},
                .problem = TRY(own.text("problem")),
                .created_at = TRY(device.text("created_at")),
                .seconds_to_ssh = TRY(own.optional_number("seconds_to_ssh")),
                .is_settled = TRY(own.boolean("settled"))};
  // An elastic address is the host's while it is assigned to it, and not how it is managed.
  for (const Json& address : TRY(device.list("ip_addresses"))) {
    if (!TRY(address.boolean("management"))) continue;
    (TRY(address.boolean("public")) ? host.public_address : host.private_address) = TRY(address.text("address"));
  }
  return host;
}

Json link_json(const Link& link) {
  return Json::object()
      .set("a", link.a)
      .set("b", link.b)
      .set("delay_milliseconds", link.delay_milliseconds)
      .set("loss", link.loss)
      .set("blocked", link.blocked);
}

Result<Link> link_from_json(const Json& json) {
  Link link{.a = TRY(json.text("a")),
            .b = TRY(json.text("b")),
            .delay_milliseconds = TRY(json.optional_number("delay_milliseconds")).value_or(0),
            .loss = TRY(json.optional_number("loss")).value_or(0),
            .blocked = TRY(json.optional_boolean("blocked")).value_or(false)};
  if (link.a == link.b)
    return fail(Error(ErrorKind::bad_input, "a link joins two different parties").with_id("VENT_LINK"));
  if (!(link.delay_milliseconds >= 0 && link.delay_milliseconds <= 60'000))
    return fail(Error(ErrorKind::bad_input, "a delay is between 0 and 60 s").with_id("VENT_LINK"));
  if (!(link.loss >= 0 && link.loss <= 1))
    return fail(Error(ErrorKind::bad_input, "a loss is between 0 and 100 %").with_id("VENT_LINK"));
  return link;
}

}  // namespace vent::metal
