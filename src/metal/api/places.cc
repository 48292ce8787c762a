#include <algorithm>

#include "base/text.h"
#include "metal/api/endpoints.h"
#include "metal/api/errors.h"
#include "metal/api/lenient.h"
#include "metal/api/paging.h"

namespace vent::metal {
namespace {

constexpr int kPlenty = 1000;  // free machines that are said to be there where nobody set a number

Answer all_of(const char* key, const auto& things, const auto& shown) {
  Json list = Json::array();
  for (const auto& thing : things) list.push(shown(thing));
  return {200, Json::object().set(key, std::move(list))};
}

const char* level(int free) { return free == 0 ? "unavailable" : free < 3 ? "limited" : "normal"; }

// {"ams1": {"c2.medium.x86": {"level": "normal"}}}, with the places named by what `name_of` says.
Result<Json> levels(ApiContext& context, const auto& name_of) {
  const Market market = TRY(read_market(context.store()));
  const InUse in_use = machines_in_use(context.store());
  std::map<std::string, std::map<std::string, int>> best;
  for (const Facility& facility : facilities())
    for (const Plan& plan : plans()) {
      if (!is_available(plan, facility)) continue;
      const int free =
          free_machines(market, {std::string(facility.code), std::string(plan.slug)}, in_use).value_or(kPlenty);
      int& known = best[std::string(name_of(facility))][std::string(plan.slug)];
      known = std::max(known, free);
    }
  Json report = Json::object();
  for (const auto& [place, of_plans] : best) {
    Json here = Json::object();
    for (const auto& [plan, free] : of_plans) here.set(plan, Json::object().set("level", level(free)));
    report.set(place, std::move(here));
  }
  return Json::object().set("capacity", std::move(report));
}

// How many of a plan are free in a facility or a metro.
Result<int> free_there(const Json& server, const Market& market, const InUse& in_use) {
  const std::string plan_name = TRY(server.text("plan"));
  const Plan* const plan = find_plan(plan_name);
  if (plan == nullptr) return fail(unprocessable("Plan '" + plan_name + "' is not known"));
  const std::string facility = TRY(server.optional_text("facility")).value_or("");
  const std::string metro = TRY(server.optional_text("metro")).value_or("");
  if (find_facility(facility) == nullptr && find_metro(metro) == nullptr)
    return fail(unprocessable("Facility or metro can't be blank"));
  int free = 0;
  for (const Facility& place : facilities()) {
    const bool is_meant =
        facility.empty() ? find_metro(metro) == find_metro(place.metro) : find_facility(facility) == &place;
    if (!is_meant || !is_available(*plan, place)) continue;
    free += free_machines(market, {std::string(place.code), std::string(plan->slug)}, in_use).value_or(kPlenty);
  }
  return free;
}

}  // namespace

Result<Answer> list_plans(ApiContext&, const Call&) { return all_of("plans", plans(), plan_json); }

Result<Answer> get_plan(ApiContext&, const Call& call) {
  const Plan* const plan = find_plan(call.name("plan"));
  if (plan == nullptr) return fail(not_found("that plan"));
  return Answer{200, plan_json(*plan)};
}

Result<Answer> list_facilities(ApiContext&, const Call&) { return all_of("facilities", facilities(), facility_json); }

Result<Answer> list_metros(ApiContext&, const Call&) { return all_of("metros", metros(), metro_json); }

Result<Answer> get_metro(ApiContext&, const Call& call) {
  const Metro* const metro = find_metro(call.name("metro"));
  if (metro == nullptr) return fail(not_found("that metro"));
  return Answer{200, metro_json(*metro)};
}

Result<Answer> list_operating_systems(ApiContext&, const Call&) {
  return all_of("operating_systems", operating_systems(), operating_system_json);
}

Result<Answer> get_capacity(ApiContext& context, const Call&) {
  return Answer{200, TRY(levels(context, [](const Facility& facility) { return facility.code; }))};
}

Result<Answer> get_metro_capacity(ApiContext& context, const Call&) {
  return Answer{200, TRY(levels(context, [](const Facility& facility) { return facility.metro; }))};
}

Result<Answer> check_capacity(ApiContext& context, const Call& call) {
  const Market market = TRY(read_market(context.store()));
  const InUse in_use = machines_in_use(context.store());
  Json servers = Json::array();
  bool all_there = true;
  for (Json server : TRY(call.body.list("servers"))) {
    const int wanted = TRY(count(server, "quantity", 1));
    const bool is_there = TRY(free_there(server, market, in_use)) >= wanted;
    all_there = all_there && is_there;
    servers.push(server.set("available", is_there));
  }
  // Older clients read the status alone, newer ones the list.
  return Answer{all_there ? 200 : 503,
                Json::object()
                    .set("servers", std::move(servers))
                    .set("errors", all_there ? Json::array() : Json::array().push("Service Unavailable"))};
}

}  // namespace vent::metal
