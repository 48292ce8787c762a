#include "metal/api/metadata.h"

#include "base/text.h"
#include "metal/api/elastic.h"
#include "metal/api/endpoints.h"
#include "metal/device_json.h"
#include "metal/user_data.h"

namespace vent::metal {
namespace {

Json texts(const std::vector<std::string>& list) {
  Json json = Json::array();
  for (const std::string& text : list) json.push(text);
  return json;
}

std::string first_address(const Json& metadata, bool is_public) {
  const Result<Json> network = metadata.field("network");
  if (!network) return {};
  for (const Json& address : network->list("addresses").value_or(std::vector<Json>{}))
    if (address.boolean("public").value_or(false) == is_public && address.boolean("management").value_or(false))
      return address.text("address").value_or("");
  return {};
}

}  // namespace

Json metadata_json(const Host& host, const AddressPlan& plan, const std::vector<Json>& elastic) {
  const Json device = device_json(host, plan);
  const Facility& facility = *find_facility(host.rental.facility);
  const OperatingSystem& system = *find_operating_system(host.rental.operating_system);
  Json addresses = Json::array();
  for (const Json& address : device.list("ip_addresses").value_or(std::vector<Json>{})) addresses.push(address);
  for (const Json& address : elastic) addresses.push(address);
  Json interfaces = Json::array();
  interfaces.push(Json::object().set("name", "bond0").set("bond", Json()));
  const Json end = host.rental.termination_time ? Json(format_utc(*host.rental.termination_time)) : Json();
  Json metadata = Json::object();
  metadata.set("id", host.id)
      .set("hostname", host.name)
      .set("iqn", device.field("iqn").value_or(Json()))
      .set("operating_system", Json::object()
                                   .set("slug", system.slug)
                                   .set("distro", system.distro)
                                   .set("version", system.version)
                                   .set("license_activation", Json::object().set("state", "unlicensed"))
                                   .set("image_tag", Json()))
      .set("plan", host.rental.plan)
      .set("class", host.rental.plan)
      .set("facility", facility.code)
      .set("metro", facility.metro)
      .set("tags", texts(host.rental.tags))
      .set("ssh_keys", texts(host.authorized_keys))
      .set("storage", device.field("storage").value_or(Json()))
      .set("customdata", device.field("customdata").value_or(Json()))
      .set("network", Json::object()
                          .set("bonding", Json::object().set("mode", 5))
                          .set("interfaces", std::move(interfaces))
                          .set("addresses", std::move(addresses)))
      .set("volumes", Json::array())
      .set("api_url", std::string("http://metadata.packet.net"))
      .set("phone_home_url", "http://metadata.packet.net/phone-home")
      .set("user_state_url", "http://metadata.packet.net/events");
  // Programs look for the end of a rented device in either of two places.
  Json spot = Json::object();
  if (host.rental.termination_time) {
    spot.set("termination_date", end).set("termination_time", end);
    metadata.set("termination_date", end).set("termination_time", end);
  }
  return metadata.set("spot", std::move(spot));
}

std::optional<std::string> metadata_word(const Json& metadata, const std::string& word) {
  const std::vector<std::pair<std::string, std::string>> words = {
      {"instance-id", metadata.text("id").value_or("")},
      {"hostname", metadata.text("hostname").value_or("")},
      {"plan", metadata.text("plan").value_or("")},
      {"facility", metadata.text("facility").value_or("")},
      {"tags", join(metadata.texts("tags").value_or(std::vector<std::string>{}), "\n")},
      {"public-keys", join(metadata.texts("ssh_keys").value_or(std::vector<std::string>{}), "\n")},
      {"public-ipv4", first_address(metadata, true)},
      {"local-ipv4", first_address(metadata, false)},
  };
  std::vector<std::string> names;
  for (const auto& [name, value] : words) {
    if (name == word) return value;
    names.push_back(name);
  }
  return word.empty() ? std::optional(join(names, "\n")) : std::nullopt;
}

const Host* host_with_address(const std::vector<Host>& hosts, const AddressPlan& plan, const std::string& address) {
  for (const Host& host : hosts) {
    const HostAddresses own = plan.host(host.slot);
    if (own.public_address.text() == address || own.private_address.text() == address) return &host;
  }
  return nullptr;
}

Result<Answer> get_metadata(ApiContext& context, const Call& call) {
  const Host host = TRY(find_device(context, call.name("device")));
  return Answer{200, metadata_json(host, context.cloud.plan(), TRY(assigned_addresses(context.store(), host.id)))};
}

Result<Answer> check_user_data(ApiContext&, const Call& call) {
  TRY(parse_user_data(TRY(call.body.optional_text("userdata")).value_or("")));
  return Answer{204};
}

}  // namespace vent::metal
