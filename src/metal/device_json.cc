#include "metal/device_json.h"

#include <fmt/core.h>

namespace vent::metal {
namespace {

enum class AddressKind { public_ipv4, private_ipv4 };

Json address_json(Ipv4 address, Ipv4 gateway, AddressKind kind) {
  return Json::object()
      .set("address_family", 4)
      .set("address", address.text())
      .set("network", gateway.text())
      .set("gateway", gateway.text())
      .set("netmask", "255.255.255.254")
      .set("cidr", 31)
      .set("public", kind == AddressKind::public_ipv4)
      .set("management", true)
      .set("enabled", true);
}

Json texts(const std::vector<std::string>& list) {
  Json json = Json::array();
  for (const std::string& text : list) json.push(text);
  return json;
}

}  // namespace

Json device_json(const Host& host, const AddressPlan& plan) {
  const HostAddresses addresses = plan.host(host.slot);
  Json ip_addresses = Json::array();
  // Until it is being built, a device has no addresses.
  if (host.state != HostState::queued)
    ip_addresses.push(address_json(addresses.public_address, addresses.public_gateway, AddressKind::public_ipv4))
        .push(address_json(addresses.private_address, addresses.private_gateway, AddressKind::private_ipv4));
  Json own = Json::object()
                 .set("slot", host.slot)
                 .set("settled", is_settled(host))
                 .set("problem", host.problem)
                 .set("host_keys", texts(host.host_keys))
                 .set("seconds_to_ssh", host.seconds_to_ssh ? Json(*host.seconds_to_ssh) : Json());
  return Json::object()
      .set("id", host.id)
      .set("short_id", host.id.substr(0, 8))
      .set("hostname", host.name)
      .set("state", state_name(host.state))
      .set("user", "root")
      .set("created_at", format_utc(host.created_at))
      .set("ip_addresses", std::move(ip_addresses))
      .set("href", "/metal/v1/devices/" + host.id)
      .set("vent", std::move(own));
}

Result<HostView> host_from_device(const Json& device) {
  const Json own = TRY(device.field("vent"));
  HostView host{.id = TRY(device.text("id")),
                .name = TRY(device.text("hostname")),
                .state = TRY(device.text("state")),
                .private_address = {},
                .public_address = {},
                .problem = TRY(own.text("problem")),
                .created_at = TRY(device.text("created_at")),
                .seconds_to_ssh = TRY(own.optional_number("seconds_to_ssh")),
                .is_settled = TRY(own.boolean("settled"))};
  for (const Json& address : TRY(device.list("ip_addresses")))
    (TRY(address.boolean("public")) ? host.public_address : host.private_address) = TRY(address.text("address"));
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
