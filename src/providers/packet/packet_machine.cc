#include "providers/packet/packet_machine.h"

#include <fmt/core.h>

#include <chrono>
#include <limits>

#include "base/clock.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::size_t kMetroLength = 2;

// A text field, whatever else may stand there.
std::string text_or_none(const Json& json, const std::string& key) {
  const Result<Json> field = json.field(key);
  if (!field) return "";
  if (const Result<std::string> text = field->text()) return *text;
  if (const Result<std::int64_t> number = field->integer()) return std::to_string(*number);
  return "";
}

bool flag(const Json& json, const std::string& key, bool absent) {
  return json.optional_boolean(key).value_or(std::nullopt).value_or(absent);
}

// "facility": {"code": "ams1"}, "ams1", or nothing but a link.
std::string word_of(const Json& device, const std::string& key, const std::string& inner) {
  const Result<Json> field = device.field(key);
  if (!field) return "";
  if (const Result<std::string> text = field->text()) return *text;
  return text_or_none(*field, inner);
}

std::optional<double> price(const Json& device, const std::string& key) {
  const Result<Json> field = device.field(key);
  if (!field || field->is_null()) return std::nullopt;
  if (const Result<double> number = field->number()) return *number;
  if (const Result<std::int64_t> number = field->integer()) return static_cast<double>(*number);
  const Result<std::string> text = field->text();
  if (!text || text->empty()) return std::nullopt;
  char* end = nullptr;
  const double number = std::strtod(text->c_str(), &end);
  if (*end != '\0') return std::nullopt;
  return number;
}

std::vector<std::string> texts_of(const Json& json, const std::string& key) {
  std::vector<std::string> texts;
  const Result<Json> field = json.field(key);
  if (!field) return texts;
  for (const Json& item : field->items())
    if (const Result<std::string> text = item.text()) texts.push_back(*text);
  return texts;
}

std::vector<MachineAddress> addresses_of(const Json& device) {
  std::vector<MachineAddress> addresses;
  const Result<Json> list = device.field("ip_addresses");
  if (!list) return addresses;
  for (const Json& item : list->items()) {
    MachineAddress address;
    address.address = text_or_none(item, "address");
    address.family = static_cast<int>(item.optional_integer("address_family").value_or(std::nullopt).value_or(4));
    address.is_public = flag(item, "public", false);
    address.is_management = flag(item, "management", true);
    if (!address.address.empty()) addresses.push_back(std::move(address));
  }
  return addresses;
}

}  // namespace

Result<std::string> normal_termination_time(const std::string& text) {
  if (const std::optional<long long> seconds = parse_integer(text, 1, 253'402'300'799))
    return format_utc(WallTime(std::chrono::seconds(*seconds)));
  // 2026-11-21T10:15:00Z, or without the Z, which means the same here.
  const bool is_long_enough =
      text.size() >= 19 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':';
  if (is_long_enough) return text;
  return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is no time of termination", text))
                  .with_id("VENT_TERMINATION_TIME")
                  .with_hint("as 2026-11-21T10:15:00Z, or in seconds since 1970: $(date -d '+2 hours' +%s)"));
}

Result<Machine> machine_from_device(const Json& device) {
  Machine machine;
  machine.id = TRY(device.text("id"));
  machine.name = text_or_none(device, "hostname");
  machine.state = text_or_none(device, "state");
  machine.addresses = addresses_of(device);
  if (std::string user = text_or_none(device, "user"); !user.empty()) machine.user = std::move(user);
  machine.plan = word_of(device, "plan", "slug");
  machine.facility = word_of(device, "facility", "code");
  if (machine.facility.empty()) machine.facility = word_of(device, "metro", "code");
  machine.operating_system = word_of(device, "operating_system", "slug");
  machine.tags = texts_of(device, "tags");
  machine.is_spot = flag(device, "spot_instance", false);
  machine.is_locked = flag(device, "locked", false);
  machine.max_price = price(device, "spot_price_max");
  if (const std::string time = text_or_none(device, "termination_time"); !time.empty())
    machine.termination_time = normal_termination_time(time).value_or(time);
  machine.created = text_or_none(device, "created_at");
  if (const Result<Json> own = device.field("vent"); own && own->is_object()) {
    machine.host_keys = texts_of(*own, "host_keys");
    machine.problem = text_or_none(*own, "problem");
  }
  machine.source = device;
  return machine;
}

Json device_request(const MachineWish& wish, const std::string& place, const std::string& token,
                    const std::vector<std::string>& ssh_key_ids) {
  Json tags = Json::array();
  for (const std::string& tag : tags_of(wish, token)) tags.push(tag);
  Json body = Json::object();
  body.set("hostname", wish.name).set("plan", wish.plan).set("operating_system", wish.operating_system);
  if (place.size() == kMetroLength)
    body.set("metro", place);
  else if (!place.empty())
    body.set("facility", place);
  body.set("billing_cycle", wish.billing_cycle).set("tags", std::move(tags)).set("locked", wish.is_locked);
  if (!wish.user_data.empty()) body.set("userdata", wish.user_data);
  if (wish.max_price) body.set("spot_instance", true).set("spot_price_max", *wish.max_price);
  if (!wish.termination_time.empty()) body.set("termination_time", wish.termination_time);
  if (!wish.ipxe_script_url.empty()) body.set("ipxe_script_url", wish.ipxe_script_url);
  if (wish.always_pxe) body.set("always_pxe", true);
  if (!wish.custom_data.is_null()) body.set("customdata", wish.custom_data);
  if (!wish.storage.is_null()) body.set("storage", wish.storage);
  if (!ssh_key_ids.empty()) {
    Json keys = Json::array();
    for (const std::string& id : ssh_key_ids) keys.push(id);
    body.set("project_ssh_keys", std::move(keys));
  }
  return body;
}

}  // namespace vent
