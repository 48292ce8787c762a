#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "metal/api/endpoints.h"
#include "metal/api/errors.h"
#include "metal/api/lenient.h"
#include "metal/api/paging.h"
#include "metal/api/spot_requests.h"
#include "metal/api/times.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

constexpr std::chrono::hours kLongestHistory{90 * 24};

Json href(const std::string& path) { return Json::object().set("href", path); }

// {"ams1": {"c2.medium.x86": {"price": 0.3}}}; of several facilities under one name the lowest price counts.
Result<Json> prices(ApiContext& context, const std::string& wanted_plan, const auto& name_of) {
  const Market market = TRY(read_market(context.store()));
  const InUse in_use = machines_in_use(context.store());
  std::map<std::string, std::map<std::string, double>> lowest;
  for (const Facility& facility : facilities())
    for (const Plan& plan : plans()) {
      if (!wanted_plan.empty() && find_plan(wanted_plan) != &plan) continue;
      const MarketPlace place{std::string(facility.code), std::string(plan.slug)};
      const std::optional<double> price = spot_price(market, place, in_use, context.now());
      const std::string name(name_of(facility));
      if (name.empty() || !price) continue;
      // Tables of prices have both spellings of a plan.
      for (const std::string_view slug : {plan.slug, plan.old_slug}) {
        if (slug.empty()) continue;
        const auto [known, is_new] = lowest[name].emplace(slug, *price);
        if (!is_new) known->second = std::min(known->second, *price);
      }
    }
  Json report = Json::object();
  for (const auto& [place, of_plans] : lowest) {
    Json here = Json::object();
    for (const auto& [plan, price] : of_plans) here.set(plan, Json::object().set("price", price));
    report.set(place, std::move(here));
  }
  return Json::object().set("spot_market_prices", std::move(report));
}

Result<Json> shown(ApiContext& context, const SpotRequest& request) {
  Json devices = Json::array();
  for (const Host& host : context.cloud.hosts())
    if (host.rental.spot_request == request.id && !host.wanted.deleted) devices.push(href("/devices/" + host.id));
  Json places = Json::array();
  for (const std::string& code : request.facilities) places.push(href("/facilities/" + stable_id("facility " + code)));
  return Json::object()
      .set("id", request.id)
      .set("created_at", format_utc(request.created_at))
      .set("devices_min", request.devices_min)
      .set("devices_max", request.devices_max)
      .set("max_bid_price", request.max_bid_price)
      .set("end_at", request.end_at ? Json(format_utc(*request.end_at)) : Json())
      .set("facilities", std::move(places))
      .set("metro", request.metro ? metro_json(*find_metro(*request.metro)) : Json())
      .set("project", href("/projects/" + request.project))
      .set("plan", href("/plans/" + stable_id("plan " + TRY(request.parameters.text("plan")))))
      .set("devices", devices)
      .set("instances", devices)
      .set("vent", Json::object().set("problem", request.problem))
      .set("href", "/spot-market-requests/" + request.id);
}

Result<SpotRequest> request_of(ApiContext& context, const Call& call) {
  return spot_request_from(TRY(document(context.store(), "spot request", call.name("request"))));
}

// Where the plan is not offered, the request is taken all the same and waits for ever, as on the rented cloud.
Result<> read_places(const Json& body, const Plan& plan, SpotRequest& request) {
  for (const std::string& name : TRY(text_list(body, "facilities"))) {
    const Facility* const facility = find_facility(name);
    if (facility == nullptr) return fail(unprocessable(fmt::format("Facility '{}' is not known", name)));
    if (is_available(plan, *facility)) request.facilities.emplace_back(facility->code);
  }
  if (const std::optional<std::string> name = TRY(body.optional_text("metro"))) {
    const Metro* const metro = find_metro(*name);
    if (metro == nullptr) return fail(unprocessable(fmt::format("Metro '{}' is not known", *name)));
    request.metro = metro->code;
  }
  return Ok{};
}

}  // namespace

Result<Answer> get_spot_prices(ApiContext& context, const Call& call) {
  const std::string facility = call.asked("facility").value_or("");
  return Answer{200, TRY(prices(context, call.asked("plan").value_or(""), [&](const Facility& one) {
                  return facility.empty() || find_facility(facility) == &one ? one.code : std::string_view();
                }))};
}

Result<Answer> get_metro_spot_prices(ApiContext& context, const Call& call) {
  const std::string metro = call.asked("metro").value_or("");
  return Answer{200, TRY(prices(context, call.asked("plan").value_or(""), [&](const Facility& one) {
                  return metro.empty() || metro == one.metro ? one.metro : std::string_view();
                }))};
}

Result<Answer> get_spot_history(ApiContext& context, const Call& call) {
  const Plan* const plan = find_plan(call.asked("plan").value_or(""));
  const Facility* facility = find_facility(call.asked("facility").value_or(""));
  const std::string metro = call.asked("metro").value_or("");
  for (const Facility& one : facilities())
    if (facility == nullptr && one.metro == metro) facility = &one;
  if (plan == nullptr || facility == nullptr) return fail(unprocessable("Facility and plan can't be blank"));
  const WallTime until = call.asked("until") ? TRY(parse_time(*call.asked("until"))) : context.now();
  WallTime from = call.asked("from") ? TRY(parse_time(*call.asked("from"))) : until - std::chrono::hours(24);
  if (from > until) return fail(unprocessable("From must be before until"));
  from = std::max(from, until - kLongestHistory);
  const Market market = TRY(read_market(context.store()));
  Json points = Json::array();
  for (const auto& [moment, price] :
       price_history(market, {std::string(facility->code), std::string(plan->slug)}, from, until))
    points.push(Json::array().push(price).push(
        std::chrono::duration_cast<std::chrono::seconds>(moment.time_since_epoch()).count()));
  return Answer{200, Json::object().set("prices_history", Json::object().set("datapoints", std::move(points)))};
}

Result<Answer> list_spot_requests(ApiContext& context, const Call& call) {
  std::vector<Json> requests;
  for (const SpotRequest& request :
       TRY(spot_requests(context.store(), TRY(find_project(context, call.name("project"))))))
    requests.push_back(TRY(with_includes(context, call, TRY(shown(context, request)))));
  return Answer{200, TRY(page_of(call, "spot_market_requests", requests))};
}

Result<Answer> create_spot_request(ApiContext& context, const Call& call) {
  SpotRequest request;
  request.project = TRY(find_project(context, call.name("project")));
  request.id = TRY(new_uuid());
  request.created_at = context.now();
  request.devices_min = TRY(count(call.body, "devices_min", 1));
  request.devices_max = TRY(count(call.body, "devices_max", request.devices_min));
  if (request.devices_max < 1 || request.devices_max < request.devices_min)
    return fail(unprocessable("Devices max must be at least 1 and at least devices min"));
  const double price = TRY(amount(call.body, "max_bid_price")).value_or(0);
  if (!(price > 0)) return fail(unprocessable("Max bid price must be greater than 0"));
  request.max_bid_price = std::round(price * 100) / 100;
  if (const std::optional<Json> end = TRY(call.body.optional_field("end_at"))) request.end_at = TRY(parse_time(*end));
  request.parameters = TRY(call.body.field("instance_parameters"));
  const std::string plan_name = TRY(request.parameters.optional_text("plan")).value_or("");
  const Plan* const plan = find_plan(plan_name);
  if (plan == nullptr) return fail(unprocessable(fmt::format("Plan '{}' is not known", plan_name)));
  request.parameters.set("plan", plan->slug);
  const std::string system = TRY(request.parameters.optional_text("operating_system")).value_or("");
  if (find_operating_system(system) == nullptr)
    return fail(unprocessable(fmt::format("Operating system '{}' is not known", system)));
  TRY(read_places(call.body, *plan, request));
  TRY(keep_spot_request(context.store(), request));
  return Answer{201, TRY(shown(context, request))};
}

Result<Answer> get_spot_request(ApiContext& context, const Call& call) {
  return Answer{200, TRY(with_includes(context, call, TRY(shown(context, TRY(request_of(context, call))))))};
}

Result<Answer> delete_spot_request(ApiContext& context, const Call& call) {
  const SpotRequest request = TRY(request_of(context, call));
  const bool with_devices =
      TRY(flag(call.body, "force_termination", call.asked("force_termination").value_or("") == "true"));
  TRY(context.store().remove_record("spot request", request.id));
  for (const Host& host : context.cloud.hosts())
    if (with_devices && host.rental.spot_request == request.id) TRY(return_device(context, host));
  return Answer{204};
}

}  // namespace vent::metal
