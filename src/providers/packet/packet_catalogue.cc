#include "providers/packet/packet_catalogue.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "providers/packet/packet_api.h"

namespace vent {
namespace {

constexpr std::string_view kAnywhere = "any";
constexpr std::size_t kMostNamed = 12;

std::string text_or_none(const Json& json, const std::string& key) {
  return json.optional_text(key).value_or(std::nullopt).value_or("");
}

Json inner(const Json& json, const std::string& key) { return json.field(key).value_or(Json()); }

std::optional<double> number(const Json& json, const std::string& key) {
  const Result<Json> field = json.field(key);
  if (!field) return std::nullopt;
  if (const Result<double> found = field->number()) return *found;
  if (const Result<std::int64_t> found = field->integer()) return static_cast<double>(*found);
  return std::nullopt;
}

std::string cpus_in_words(const Json& specs) {
  std::vector<std::string> words;
  for (const Json& cpu : inner(specs, "cpus").items())
    words.push_back(fmt::format("{} x {}", cpu.optional_integer("count").value_or(std::nullopt).value_or(1),
                                text_or_none(cpu, "type")));
  return join(words, ", ");
}

std::string some_of(std::vector<std::string> names) {
  const bool is_long = names.size() > kMostNamed;
  if (is_long) names.resize(kMostNamed);
  return join(names, ", ") + (is_long ? " …" : "");
}

Error unknown(const std::string& kind, const std::string& id, const std::string& name,
              const std::vector<std::string>& known, const std::string& list_command) {
  const std::optional<std::string> near = nearest(name, known);
  return Error(ErrorKind::bad_input, fmt::format("there is no {} '{}'", kind, name))
      .with_id(id)
      .with_hint(near ? fmt::format("did you mean '{}'? ({} lists all)", *near, list_command)
                      : fmt::format("there are: {} ({} lists all)", some_of(known), list_command));
}

const PacketPlan* find_plan(const std::vector<PacketPlan>& plans, const std::string& name) {
  const auto found = std::ranges::find_if(plans, [&](const PacketPlan& plan) {
    return plan.slug == name || std::ranges::find(plan.names, name) != plan.names.end();
  });
  return found == plans.end() ? nullptr : &*found;
}

Result<> check_places(const MachineWish& wish, const PacketCatalogue& catalogue, const PacketPlan* plan) {
  if (catalogue.facilities.empty()) return Ok{};
  std::vector<std::string> codes, metros;
  for (const PacketFacility& facility : catalogue.facilities) {
    codes.push_back(facility.code);
    metros.push_back(facility.metro);
  }
  for (const std::string& place : wish.facilities) {
    if (place == kAnywhere || std::ranges::find(metros, place) != metros.end()) continue;
    const auto facility = std::ranges::find(catalogue.facilities, place, &PacketFacility::code);
    if (facility == catalogue.facilities.end())
      return fail(unknown("facility", "VENT_FACILITY_UNKNOWN", place, codes, "vent machine facilities"));
    if (plan == nullptr || plan->facilities.empty()) continue;
    const bool is_offered = std::ranges::any_of(
        plan->facilities, [&](const std::string& where) { return where == facility->id || where == facility->code; });
    if (is_offered) continue;
    std::vector<std::string> offered;
    for (const PacketFacility& other : catalogue.facilities)
      if (std::ranges::find(plan->facilities, other.id) != plan->facilities.end() ||
          std::ranges::find(plan->facilities, other.code) != plan->facilities.end())
        offered.push_back(other.code);
    return fail(Error(ErrorKind::bad_input, fmt::format("there is no {} at {}", plan->slug, place))
                    .with_id("VENT_PLAN_NOT_THERE")
                    .with_hint(offered.empty() ? "vent machine plans" : "it is offered at " + some_of(offered)));
  }
  return Ok{};
}

Result<> check_system(const MachineWish& wish, const PacketCatalogue& catalogue, const PacketPlan* plan) {
  if (catalogue.systems.empty()) return Ok{};
  std::vector<std::string> slugs;
  for (const PacketSystem& system : catalogue.systems) slugs.push_back(system.slug);
  const auto system = std::ranges::find(catalogue.systems, wish.operating_system, &PacketSystem::slug);
  if (system == catalogue.systems.end())
    return fail(unknown("operating system", "VENT_OS_UNKNOWN", wish.operating_system, slugs, "vent machine os"));
  if (plan == nullptr || system->plans.empty()) return Ok{};
  const auto takes = [&](const std::string& name) {
    return name == plan->slug || std::ranges::find(plan->names, name) != plan->names.end();
  };
  if (std::ranges::any_of(system->plans, takes)) return Ok{};
  return fail(Error(ErrorKind::bad_input, fmt::format("{} can't be installed on {}", system->slug, plan->slug))
                  .with_id("VENT_OS_NOT_THERE")
                  .with_hint(fmt::format("it can on {}", some_of(system->plans))));
}

std::string at_places(const std::vector<const MachinePrice*>& prices) {
  std::vector<std::string> words;
  for (const MachinePrice* price : prices) words.push_back(fmt::format("{} {:g}", price->facility, *price->spot));
  return some_of(words);
}

Result<std::vector<std::string>> places_for_bid(const MachineWish& wish, const std::vector<MachinePrice>& prices) {
  const bool is_anywhere =
      wish.facilities.empty() || std::ranges::find(wish.facilities, kAnywhere) != wish.facilities.end();
  std::vector<const MachinePrice*> elsewhere, wanted;
  for (const MachinePrice& price : prices) {
    if (price.plan != wish.plan || !price.spot) continue;
    const bool is_wanted = is_anywhere || std::ranges::find(wish.facilities, price.facility) != wish.facilities.end();
    (is_wanted ? wanted : elsewhere).push_back(&price);
  }
  const auto by_price = [](const MachinePrice* a, const MachinePrice* b) { return *a->spot < *b->spot; };
  std::ranges::stable_sort(wanted, by_price);
  std::ranges::stable_sort(elsewhere, by_price);
  std::erase_if(elsewhere, [](const MachinePrice* price) { return is_sold_out(*price); });
  const std::string where = is_anywhere ? "anywhere" : "at " + join(wish.facilities, ", ");
  const std::string other = elsewhere.empty() ? "it is sold by bid nowhere else" : "elsewhere: " + at_places(elsewhere);
  if (wanted.empty())
    return fail(Error(ErrorKind::bad_input, fmt::format("{} can't be had by bid {}", wish.plan, where))
                    .with_id("VENT_NO_SPOT_MARKET")
                    .with_hint(other));
  if (std::ranges::all_of(wanted, [](const MachinePrice* price) { return is_sold_out(*price); }))
    return fail(Error(ErrorKind::conflict, fmt::format("{} is sold out {}: a price of {:g} means that there is none",
                                                       wish.plan, where, *wanted.front()->spot))
                    .with_id("VENT_SPOT_SOLD_OUT")
                    .with_hint(other + "; or without a bid"));
  std::vector<std::string> places;
  for (const MachinePrice* price : wanted)
    if (!is_sold_out(*price) && *price->spot <= *wish.max_price) places.push_back(price->facility);
  if (!places.empty()) return places;
  return fail(Error(ErrorKind::bad_input, fmt::format("a bid of {:g} for {} is under the price: {}", *wish.max_price,
                                                      wish.plan, at_places(wanted)))
                  .with_id("VENT_BID_TOO_LOW")
                  .with_hint(fmt::format("bid at least {:g}; how the price went: vent machine prices --plan {} "
                                         "--facility {} --history",
                                         *wanted.front()->spot, wish.plan, wanted.front()->facility)));
}

}  // namespace

std::vector<PacketPlan> plans_from(const std::vector<Json>& list) {
  std::vector<PacketPlan> plans;
  for (const Json& item : list) {
    const std::string line = text_or_none(item, "line");
    if (!line.empty() && line != "baremetal") continue;
    PacketPlan plan;
    plan.slug = text_or_none(item, "slug");
    if (plan.slug.empty()) continue;
    for (const char* key : {"name", "class"})
      if (std::string name = text_or_none(item, key); !name.empty() && name != plan.slug)
        plan.names.push_back(std::move(name));
    plan.cpus = cpus_in_words(inner(item, "specs"));
    plan.memory = text_or_none(inner(inner(item, "specs"), "memory"), "total");
    plan.description = text_or_none(item, "description");
    plan.per_hour = number(inner(item, "pricing"), "hour");
    for (const Json& where : inner(item, "available_in").items()) {
      const std::string code = text_or_none(where, "code");
      plan.facilities.push_back(code.empty() ? id_of_href(text_or_none(where, "href")) : code);
    }
    for (const Json& type : inner(item, "deployment_types").items())
      plan.is_spot = plan.is_spot || type.text().value_or("") == "spot_market";
    plans.push_back(std::move(plan));
  }
  return plans;
}

std::vector<PacketFacility> facilities_from(const std::vector<Json>& list) {
  std::vector<PacketFacility> facilities;
  for (const Json& item : list)
    facilities.push_back({text_or_none(item, "id"), text_or_none(item, "code"), text_or_none(item, "name"),
                          text_or_none(inner(item, "metro"), "code")});
  return facilities;
}

std::vector<PacketSystem> systems_from(const std::vector<Json>& list) {
  std::vector<PacketSystem> systems;
  for (const Json& item : list) {
    PacketSystem system{text_or_none(item, "slug"), text_or_none(item, "name"), {}};
    for (const Json& plan : inner(item, "provisionable_on").items())
      if (Result<std::string> slug = plan.text()) system.plans.push_back(*std::move(slug));
    systems.push_back(std::move(system));
  }
  return systems;
}

Result<std::vector<MachinePrice>> prices_from(const Json& answer, const std::vector<PacketPlan>& plans) {
  const Json table = TRY(answer.field("spot_market_prices"));
  std::vector<MachinePrice> prices;
  for (const JsonEntry& place : table.entries()) {
    for (const JsonEntry& plan : place.value.entries()) {
      MachinePrice price;
      price.facility = place.key;
      price.plan = plan.key;
      price.spot = number(plan.value, "price");
      const PacketPlan* known = find_plan(plans, plan.key);
      if (known != nullptr) price.on_demand = known->per_hour;
      prices.push_back(std::move(price));
    }
  }
  return prices;
}

Result<> check_wish(const MachineWish& wish, const PacketCatalogue& catalogue) {
  const PacketPlan* plan = find_plan(catalogue.plans, wish.plan);
  if (plan == nullptr && !catalogue.plans.empty()) {
    std::vector<std::string> slugs;
    for (const PacketPlan& known : catalogue.plans) slugs.push_back(known.slug);
    return fail(unknown("plan", "VENT_PLAN_UNKNOWN", wish.plan, slugs, "vent machine plans"));
  }
  TRY(check_places(wish, catalogue, plan));
  return check_system(wish, catalogue, plan);
}

Result<std::vector<std::string>> places_for(const MachineWish& wish, const std::vector<MachinePrice>& prices) {
  if (wish.max_price) return places_for_bid(wish, prices);
  if (wish.facilities.empty()) return std::vector<std::string>{std::string(kAnywhere)};
  return wish.facilities;
}

}  // namespace vent
