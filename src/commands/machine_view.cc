#include "commands/machine_view.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "commands/table.h"
#include "formats/yaml_writer.h"

namespace vent {
namespace {

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }
std::string price_text(const std::optional<double>& price) { return price ? fmt::format("{:.2f}", *price) : "-"; }
Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json price_json(const std::optional<double>& price) { return price ? Json(*price) : Json(); }

Json texts_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

std::string note(const Machine& machine, const Cluster* cluster) {
  std::vector<std::string> notes;
  if (machine.termination_time) notes.push_back("ends " + *machine.termination_time);
  if (is_orphan(machine, cluster)) notes.emplace_back("orphan: not in the cluster file");
  if (machine.is_locked) notes.emplace_back("locked");
  return or_dash(join(notes, "; "));
}

// Those that people gave; ours are shown as what they mean.
std::vector<std::string> own_tags(const Machine& machine) {
  std::vector<std::string> tags = machine.tags;
  std::erase_if(tags, [](const std::string& tag) { return tag.starts_with("vent-"); });
  return tags;
}

std::string bid(const Machine& machine) {
  if (!machine.is_spot) return "on demand";
  return machine.max_price ? fmt::format("bid {:.2f}", *machine.max_price) : "bid";
}

Json machine_json(const Machine& machine, const Cluster* cluster) {
  Json addresses = Json::array();
  for (const MachineAddress& address : machine.addresses)
    addresses.push(Json::object()
                       .set("address", address.address)
                       .set("family", address.family)
                       .set("public", address.is_public)
                       .set("management", address.is_management));
  return Json::object()
      .set("id", machine.id)
      .set("name", machine.name)
      .set("state", machine.state)
      .set("publicIpv4", text_or_null(machine.address(4, true)))
      .set("publicIpv6", text_or_null(machine.address(6, true)))
      .set("privateIpv4", text_or_null(machine.address(4, false)))
      .set("addresses", std::move(addresses))
      .set("plan", text_or_null(machine.plan))
      .set("facility", text_or_null(machine.facility))
      .set("operatingSystem", text_or_null(machine.operating_system))
      .set("tags", texts_json(machine.tags))
      .set("cluster", text_or_null(tag_value(machine, kClusterTag)))
      .set("role", text_or_null(tag_value(machine, kRoleTag)))
      .set("spot", machine.is_spot)
      .set("maxPrice", price_json(machine.max_price))
      .set("terminationTime", machine.termination_time ? Json(*machine.termination_time) : Json())
      .set("locked", machine.is_locked)
      .set("orphan", is_orphan(machine, cluster))
      .set("created", text_or_null(machine.created))
      .set("problem", text_or_null(machine.problem));
}

}  // namespace

Result<MachineFormat> machine_format(const std::string& word) {
  if (word == "table" || word == "text") return MachineFormat::table;
  if (word == "wide") return MachineFormat::wide;
  if (word == "json") return MachineFormat::json;
  if (word == "yaml") return MachineFormat::yaml;
  if (word == "name") return MachineFormat::name;
  return fail(Error(ErrorKind::bad_input, fmt::format("there is no format '{}'", word))
                  .with_hint("there are: table, wide, json, yaml, name"));
}

std::string render(const MachineListing& listing, MachineFormat format) {
  const Json document = Json::object().set("schemaVersion", 1).set(listing.key, listing.items);
  std::vector<std::vector<std::string>> rows = listing.rows;
  std::string names;
  switch (format) {
    case MachineFormat::json:
      return document.pretty() + "\n";
    case MachineFormat::yaml:
      return write_yaml(document);
    case MachineFormat::name:
      for (const std::string& name : listing.names) names += name + "\n";
      return names;
    case MachineFormat::table:
      for (std::vector<std::string>& row : rows) row.resize(std::min(row.size(), listing.narrow_columns));
      return render_table(rows);
    case MachineFormat::wide:
      return render_table(rows);
  }
  return "";
}

bool is_orphan(const Machine& machine, const Cluster* cluster) {
  return cluster != nullptr && tag_value(machine, kClusterTag) == cluster->name &&
         cluster->find(machine.name) == nullptr;
}

MachineListing machines_view(const std::vector<Machine>& machines, const Cluster* cluster) {
  MachineListing listing;
  listing.key = "machines";
  listing.narrow_columns = 6;
  listing.rows = {{"NAME", "STATE", "PUBLIC", "PRIVATE", "PRICE", "NOTE", "PLAN", "PLACE", "SYSTEM", "TAGS", "CLUSTER",
                   "CREATED", "ID"}};
  for (const Machine& machine : machines) {
    listing.rows.push_back({machine.name, machine.state, or_dash(machine.address(4, true)),
                            or_dash(machine.address(4, false)), bid(machine), note(machine, cluster),
                            or_dash(machine.plan), or_dash(machine.facility), or_dash(machine.operating_system),
                            or_dash(join(own_tags(machine), ",")), or_dash(tag_value(machine, kClusterTag)),
                            or_dash(machine.created), machine.id});
    listing.items.push(machine_json(machine, cluster));
    listing.names.push_back(machine.name);
  }
  return listing;
}

MachineListing plans_view(const std::vector<PacketPlan>& plans, const std::vector<PacketFacility>& facilities) {
  MachineListing listing;
  listing.key = "plans";
  listing.narrow_columns = 4;
  listing.rows = {{"PLAN", "PER HOUR", "MEMORY", "PROCESSORS", "PLACES", "DESCRIPTION"}};
  for (const PacketPlan& plan : plans) {
    std::vector<std::string> places;
    for (const std::string& where : plan.facilities) {
      const auto known = std::ranges::find(facilities, where, &PacketFacility::id);
      places.push_back(known == facilities.end() ? where : known->code);
    }
    listing.rows.push_back({plan.slug, price_text(plan.per_hour), or_dash(plan.memory), or_dash(plan.cpus),
                            or_dash(join(places, ",")), or_dash(plan.description)});
    listing.items.push(Json::object()
                           .set("plan", plan.slug)
                           .set("otherNames", texts_json(plan.names))
                           .set("perHour", price_json(plan.per_hour))
                           .set("memory", text_or_null(plan.memory))
                           .set("processors", text_or_null(plan.cpus))
                           .set("places", texts_json(places))
                           .set("description", text_or_null(plan.description)));
    listing.names.push_back(plan.slug);
  }
  return listing;
}

MachineListing facilities_view(const std::vector<PacketFacility>& facilities) {
  MachineListing listing;
  listing.key = "facilities";
  listing.narrow_columns = 3;
  listing.rows = {{"FACILITY", "METRO", "NAME", "ID"}};
  for (const PacketFacility& facility : facilities) {
    listing.rows.push_back({facility.code, or_dash(facility.metro), or_dash(facility.name), facility.id});
    listing.items.push(Json::object()
                           .set("facility", facility.code)
                           .set("metro", text_or_null(facility.metro))
                           .set("name", facility.name)
                           .set("id", facility.id));
    listing.names.push_back(facility.code);
  }
  return listing;
}

MachineListing systems_view(const std::vector<PacketSystem>& systems) {
  MachineListing listing;
  listing.key = "operatingSystems";
  listing.narrow_columns = 2;
  listing.rows = {{"SYSTEM", "NAME", "PLANS"}};
  for (const PacketSystem& system : systems) {
    listing.rows.push_back({system.slug, or_dash(system.name), or_dash(join(system.plans, ","))});
    listing.items.push(Json::object()
                           .set("operatingSystem", system.slug)
                           .set("name", system.name)
                           .set("plans", texts_json(system.plans)));
    listing.names.push_back(system.slug);
  }
  return listing;
}

MachineListing prices_view(const std::vector<MachinePrice>& prices) {
  MachineListing listing;
  listing.key = "prices";
  listing.narrow_columns = 5;
  listing.rows = {{"PLAN", "PLACE", "BID AT LEAST", "ON DEMAND", "NOTE"}};
  for (const MachinePrice& price : prices) {
    listing.rows.push_back({price.plan, price.facility, price_text(price.spot), price_text(price.on_demand),
                            is_sold_out(price) ? "sold out" : "-"});
    listing.items.push(Json::object()
                           .set("plan", price.plan)
                           .set("facility", price.facility)
                           .set("spot", price_json(price.spot))
                           .set("onDemand", price_json(price.on_demand))
                           .set("soldOut", is_sold_out(price)));
    listing.names.push_back(price.facility + "/" + price.plan);
  }
  return listing;
}

Result<MachineListing> capacity_view(const Json& capacity) {
  MachineListing listing;
  listing.key = "capacity";
  listing.narrow_columns = 3;
  listing.rows = {{"PLACE", "PLAN", "LEVEL"}};
  for (const JsonEntry& place : capacity.entries()) {
    for (const JsonEntry& plan : place.value.entries()) {
      const std::string level = TRY(plan.value.optional_text("level")).value_or("");
      listing.rows.push_back({place.key, plan.key, or_dash(level)});
      listing.items.push(
          Json::object().set("facility", place.key).set("plan", plan.key).set("level", text_or_null(level)));
      listing.names.push_back(place.key + "/" + plan.key);
    }
  }
  return listing;
}

std::string event_line(const SeenEvent& seen) {
  return fmt::format("{}  {}  {}  {}", or_dash(seen.event.created), seen.machine, or_dash(seen.event.type),
                     seen.event.text);
}

Json event_json(const SeenEvent& seen) {
  return Json::object()
      .set("machine", seen.machine)
      .set("id", text_or_null(seen.event.id))
      .set("type", seen.event.type)
      .set("text", seen.event.text)
      .set("created", text_or_null(seen.event.created));
}

Json change_json(const MachineChange& change) {
  return Json::object()
      .set("schemaVersion", 1)
      .set("change", change_name(change.kind))
      .set("before", text_or_null(change.before))
      .set("machine", machine_json(change.machine, nullptr));
}

}  // namespace vent
