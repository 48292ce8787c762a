#include "metal/api/elastic.h"

#include <fmt/core.h>

#include <bit>

#include "base/text.h"
#include "metal/api/elastic_routes.h"
#include "metal/api/endpoints.h"
#include "metal/api/errors.h"
#include "metal/api/lenient.h"
#include "metal/api/paging.h"
#include "metal/api/projects.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

constexpr std::size_t kPerPage = 250;  // the API's own for addresses
constexpr int kMostAddresses = 256;

Json href(const std::string& path) { return Json::object().set("href", path); }

// The part of the public range that no slot uses.
Ipv4Range elastic_pool(const AddressPlan& plan) {
  const Ipv4Range& all = plan.public_range();
  return {all.at(all.size() / 2), all.prefix + 1};
}

// One change at a time, so that no address is given twice.
std::mutex& changing_addresses() {
  static std::mutex mutex;
  return mutex;
}

std::string netmask(int prefix) { return Ipv4{prefix == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix)}.text(); }

Json address_json(const std::string& id, const Ipv4Range& block, const std::string& created_at) {
  return Json::object()
      .set("id", id)
      .set("block", block.text())
      .set("address_family", 4)
      .set("netmask", netmask(block.prefix))
      .set("created_at", created_at)
      .set("details", Json())
      .set("public", true)
      .set("cidr", block.prefix)
      .set("management", false)
      .set("manageable", true)
      .set("enabled", true)
      .set("customdata", Json::object())
      .set("network", block.first.text())
      .set("address", block.first.text())
      .set("gateway", block.first.text())
      .set("href", "/ips/" + id);
}

Result<Json> shown_reservation(const Store& store, Json reservation) {
  Json assignments = Json::array();
  const std::string id = TRY(reservation.text("id"));
  for (const Record& record : TRY(store.records({.kind = "assignment", .owner = id})))
    assignments.push(href("/ips/" + record.id));
  return reservation.set("assignments", std::move(assignments));
}

Result<std::vector<Ipv4Range>> blocks_of(const Store& store, const RecordFilter& filter) {
  std::vector<Ipv4Range> blocks;
  for (const Json& json : TRY(documents(store, filter)))
    blocks.push_back(TRY(Ipv4Range::parse(TRY(json.text("block")))));
  return blocks;
}

Result<> unassign(ApiContext& context, const Record& assignment) {
  const Json json = TRY(parse_json(assignment.document, "an assignment"));
  const Ipv4Range block = TRY(Ipv4Range::parse(TRY(json.text("block"))));
  // In this order: an address that seems free must not lead anywhere.
  TRY(context.cloud.send_address(block, std::nullopt));
  return context.store().remove_record("assignment", assignment.id);
}

// "1.2.3.4" is one address.
Result<Ipv4Range> parse_block(const std::string& text) {
  Result<Ipv4Range> block = Ipv4Range::parse(text.find('/') == std::string::npos ? text + "/32" : text);
  if (!block) return fail(unprocessable(fmt::format("Address '{}' is not valid", text)));
  return block;
}

}  // namespace

Result<std::vector<Json>> assigned_addresses(const Store& store, const std::string& device) {
  return documents(store, {.kind = "assignment", .subject = device});
}

Result<std::map<std::string, std::vector<Json>>> assigned_addresses(const Store& store) {
  std::map<std::string, std::vector<Json>> all;
  for (const Record& record : TRY(store.records({.kind = "assignment"})))
    all[record.subject].push_back(TRY(parse_json(record.document, "an assignment")));
  return all;
}

Result<> release_addresses(ApiContext& context, const std::string& device) {
  for (const Record& record : TRY(context.store().records({.kind = "assignment", .subject = device})))
    TRY(unassign(context, record));
  return Ok{};
}

Result<Answer> list_reservations(ApiContext& context, const Call& call) {
  const std::string project = TRY(find_project(context, call.name("project")));
  const std::vector<Json> reservations = TRY(documents(context.store(), {.kind = "address", .owner = project}));
  const auto shown = [&](const Json& reservation) -> Result<Json> {
    return with_includes(context, call, TRY(shown_reservation(context.store(), reservation)));
  };
  return Answer{200, TRY(page_of(call, "ip_addresses", reservations, shown, kPerPage))};
}

Result<Answer> create_reservation(ApiContext& context, const Call& call) {
  const std::string project = TRY(find_project(context, call.name("project")));
  const std::string type = TRY(call.body.optional_text("type")).value_or("public_ipv4");
  if (type != "public_ipv4" && type != "global_ipv4")
    return fail(unprocessable(fmt::format("Type {} can't be reserved here", type)));
  const int quantity = TRY(count(call.body, "quantity", 1));
  if (quantity < 1 || quantity > kMostAddresses || !std::has_single_bit(static_cast<unsigned>(quantity)))
    return fail(unprocessable("Quantity must be a power of two"));
  const std::string place = TRY(call.body.optional_text("facility")).value_or("");
  const std::string metro = TRY(call.body.optional_text("metro")).value_or("");
  const Facility* facility = find_facility(place);
  for (const Facility& one : facilities())
    if (facility == nullptr && place.empty() && one.metro == metro) facility = &one;
  if (facility == nullptr && type != "global_ipv4") return fail(not_found("a facility or metro of that name"));
  const std::scoped_lock lock(changing_addresses());
  const std::vector<Ipv4Range> taken = TRY(blocks_of(context.store(), {.kind = "address"}));
  const int prefix = 32 - std::countr_zero(static_cast<unsigned>(quantity));
  const std::optional<Ipv4Range> block = free_block(elastic_pool(context.cloud.plan()), taken, prefix);
  if (!block) return fail(unprocessable("The project contains insufficient public IPv4 space to complete the request"));
  const std::string id = TRY(new_uuid());
  Json tags = Json::array();
  for (const std::string& tag : TRY(text_list(call.body, "tags"))) tags.push(tag);
  Json reservation = address_json(id, *block, format_utc(context.now()));
  reservation.set("type", type)
      .set("state", "created")
      .set("global_ip", type == "global_ipv4")
      .set("addon", true)
      .set("bill", true)
      .set("tags", std::move(tags))
      .set("project", href("/projects/" + project))
      .set("project_lite", href("/projects/" + project))
      .set("facility", facility == nullptr ? Json() : facility_json(*facility))
      .set("metro", facility == nullptr ? Json() : metro_json(*find_metro(facility->metro)))
      .set("assignments", Json::array())
      .set("available", "/ips/" + id + "/available");
  TRY(add_document(context.store(), {.kind = "address", .id = id, .owner = project, .subject = {}, .document = {}},
                   reservation));
  return Answer{201, reservation};
}

Result<Answer> get_address(ApiContext& context, const Call& call) {
  const std::string id = call.name("address");
  if (const Result<Json> assignment = document(context.store(), "assignment", id))
    return Answer{200, TRY(with_includes(context, call, *assignment))};
  const Json reservation = TRY(document(context.store(), "address", id));
  return Answer{200, TRY(with_includes(context, call, TRY(shown_reservation(context.store(), reservation))))};
}

Result<Answer> delete_address(ApiContext& context, const Call& call) {
  const std::string id = call.name("address");
  if (const std::optional<Record> assignment = TRY(context.store().record("assignment", id))) {
    TRY(unassign(context, *assignment));
    return Answer{204};
  }
  TRY(document(context.store(), "address", id));
  for (const Record& record : TRY(context.store().records({.kind = "assignment", .owner = id})))
    TRY(unassign(context, record));
  TRY(context.store().remove_record("address", id));
  return Answer{204};
}

Result<Answer> get_available(ApiContext& context, const Call& call) {
  const Json reservation = TRY(document(context.store(), "address", call.name("address")));
  const Ipv4Range block = TRY(Ipv4Range::parse(TRY(reservation.text("block"))));
  const std::string wanted = call.asked("cidr").value_or("32");
  const std::optional<long long> prefix = parse_integer(wanted, block.prefix, 32);
  if (!prefix) return fail(unprocessable(fmt::format("Cidr must be from {} to 32", block.prefix)));
  const std::vector<Ipv4Range> taken =
      TRY(blocks_of(context.store(), {.kind = "assignment", .owner = call.name("address")}));
  Json available = Json::array();
  std::vector<Ipv4Range> seen = taken;
  while (const std::optional<Ipv4Range> next = free_block(block, seen, static_cast<int>(*prefix))) {
    available.push(next->text());
    seen.push_back(*next);
  }
  return Answer{200, Json::object().set("available", std::move(available))};
}

Result<Answer> list_device_addresses(ApiContext& context, const Call& call) {
  const Host host = TRY(find_device(context, call.name("device")));
  const Json device = TRY(whole_device(context, host));
  const auto shown = [](const Json& address) { return address; };
  return Answer{200, TRY(page_of(call, "ip_addresses", TRY(device.list("ip_addresses")), shown, kPerPage))};
}

Result<Answer> assign_address(ApiContext& context, const Call& call) {
  const Host host = TRY(find_device(context, call.name("device")));
  const std::string text = TRY(call.body.optional_text("address")).value_or("");
  const Ipv4Range wanted = TRY(parse_block(text));
  const std::scoped_lock lock(changing_addresses());
  for (const Json& reservation : TRY(documents(context.store(), {.kind = "address", .owner = project_id_of(host)}))) {
    const Ipv4Range block = TRY(Ipv4Range::parse(TRY(reservation.text("block"))));
    if (!block.contains(wanted)) continue;
    const std::string reservation_id = TRY(reservation.text("id"));
    for (const Ipv4Range& other : TRY(blocks_of(context.store(), {.kind = "assignment", .owner = reservation_id})))
      if (other.overlaps(wanted)) return fail(unprocessable(fmt::format("Address {} is already assigned", text)));
    const std::string id = TRY(new_uuid());
    Json assignment = address_json(id, wanted, format_utc(context.now()));
    assignment.set("global_ip", TRY(reservation.boolean("global_ip")))
        .set("facility", TRY(reservation.field("facility")))
        .set("project", Json::object())
        .set("project_lite", Json::object())
        .set("parent_block", Json::object()
                                 .set("network", block.first.text())
                                 .set("netmask", netmask(block.prefix))
                                 .set("cidr", block.prefix)
                                 .set("href", "/ips/" + reservation_id))
        .set("assigned_to", href("/devices/" + host.id))
        .set("interface", href("/ports/" + stable_id(host.id + " bond0")));
    TRY(add_document(context.store(),
                     {.kind = "assignment", .id = id, .owner = reservation_id, .subject = host.id, .document = {}},
                     assignment));
    TRY(context.cloud.send_address(wanted, host));
    return Answer{201, assignment};
  }
  return fail(unprocessable(fmt::format("Address {} is not reserved by the project", text)));
}

}  // namespace vent::metal
