#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <mutex>

#include "base/text.h"
#include "metal/api/endpoints.h"
#include "metal/api/errors.h"
#include "metal/api/lenient.h"
#include "metal/device_json.h"

namespace vent::metal {
namespace {

// The market as `vent metal market list` shows it.
Result<Json> shown(ApiContext& context) {
  const Market market = TRY(read_market(context.store()));
  const InUse in_use = machines_in_use(context.store());
  Json places = Json::array();
  for (const Facility& facility : facilities())
    for (const Plan& plan : plans()) {
      const MarketPlace place{std::string(facility.code), std::string(plan.slug)};
      const std::optional<double> price = spot_price(market, place, in_use, context.now());
      if (!price) continue;
      const std::optional<int> free = free_machines(market, place, in_use);
      const auto used = in_use.find(place);
      const auto set = market.set.find(place);
      places.push(Json::object()
                      .set("facility", facility.code)
                      .set("plan", plan.slug)
                      .set("list_price", plan.hour)
                      .set("spot_price", *price)
                      .set("set_by_hand", set != market.set.end() && set->second.back().price.has_value())
                      .set("rented", used == in_use.end() ? 0 : used->second)
                      .set("free", free ? Json(*free) : Json()));
    }
  return Json::object()
      .set("seed", market.seed)
      .set("notice_seconds", std::chrono::duration_cast<std::chrono::seconds>(market.notice).count())
      .set("market", std::move(places));
}

Result<MarketPlace> read_place(const Json& body) {
  const std::string facility_name = TRY(body.text("facility")), plan_name = TRY(body.text("plan"));
  std::vector<std::string> codes, slugs;
  for (const Facility& one : facilities()) codes.emplace_back(one.code);
  for (const Plan& one : plans()) slugs.emplace_back(one.slug);
  const Facility* const facility = find_facility(facility_name);
  const Plan* const plan = find_plan(plan_name);
  if (facility == nullptr) return fail(unknown_name("Facility", facility_name, codes));
  if (plan == nullptr) return fail(unknown_name("Plan", plan_name, slugs));
  if (!is_available(*plan, *facility))
    return fail(unprocessable(fmt::format("{} is not offered in {}", plan->slug, facility->code)));
  return MarketPlace{std::string(facility->code), std::string(plan->slug)};
}

}  // namespace

Result<Answer> get_status(ApiContext& context, const Call&) {
  const std::vector<Host> hosts = context.cloud.hosts();
  return Answer{200, Json::object()
                         .set("process_id", static_cast<std::int64_t>(::getpid()))
                         .set("cgroups", context.cloud.cgroups().unified ? "v2" : "v1")
                         .set("hosts", hosts.size())};
}

Result<Answer> get_console(ApiContext& context, const Call& call) {
  const std::string text = TRY(context.cloud.console(call.name("device")));
  const std::string from_text = call.asked("from").value_or("0");
  const std::optional<long long> from = parse_integer(from_text, 0, std::numeric_limits<long long>::max());
  if (!from)
    return fail(
        Error(ErrorKind::bad_input, fmt::format("'{}' is no place in a console", from_text)).with_id("VENT_FROM"));
  const std::size_t begin = std::min(text.size(), static_cast<std::size_t>(*from));
  return Answer{200, Json::object().set("text", text.substr(begin)).set("size", text.size())};
}

Result<Answer> list_links(ApiContext& context, const Call&) {
  Json links = Json::array();
  for (const Link& link : TRY(context.cloud.links())) links.push(link_json(link));
  return Answer{200, Json::object().set("links", std::move(links))};
}

Result<Answer> put_link(ApiContext& context, const Call& call) {
  TRY(context.cloud.set_link(TRY(link_from_json(call.body))));
  return Answer{204};
}

Result<Answer> list_faults(ApiContext& context, const Call&) {
  Json faults = Json::array();
  context.faults.with([&](const FaultRules& all) {
    for (const FaultRule& rule : all.rules) faults.push(fault_json(rule));
  });
  return Answer{200, Json::object().set("faults", std::move(faults))};
}

Result<Answer> add_faults(ApiContext& context, const Call& call) {
  // One rule, or several below "faults".
  const std::vector<Json> given =
      call.body.has("faults") ? TRY(call.body.list("faults")) : std::vector<Json>{call.body};
  std::vector<FaultRule> rules;
  for (const Json& json : given) rules.push_back(TRY(fault_from_json(json)));
  context.faults.with([&](FaultRules& all) { all.rules.insert(all.rules.end(), rules.begin(), rules.end()); });
  return Answer{204};
}

Result<Answer> clear_faults(ApiContext& context, const Call&) {
  context.faults.with([](FaultRules& all) { all.rules.clear(); });
  return Answer{204};
}

Result<Answer> get_market(ApiContext& context, const Call&) { return Answer{200, TRY(shown(context))}; }

// {"facility", "plan"} with "price" and "machines" (null: by itself again), or "seed" and "notice_seconds" for all.
Result<Answer> change_market(ApiContext& context, const Call& call) {
  static std::mutex changing;  // two at once would undo each other
  const std::scoped_lock lock(changing);
  Market market = TRY(read_market(context.store()));
  const Json& body = call.body;
  if (body.has("seed")) market.seed = static_cast<std::uint64_t>(TRY(body.integer("seed")));
  if (body.has("notice_seconds")) {
    const double seconds = TRY(amount(body, "notice_seconds")).value_or(0);
    if (!(seconds >= 0 && seconds <= 86400)) return fail(unprocessable("notice_seconds is from 0 to 86400"));
    market.notice = std::chrono::seconds(static_cast<long>(seconds));
  }
  if (body.has("price")) {
    const std::optional<double> price = TRY(amount(body, "price"));
    if (price && !(*price > 0 && *price < 1e6)) return fail(unprocessable("a price is greater than 0"));
    set_price(market, TRY(read_place(body)), price, context.now());
  }
  if (body.has("machines")) {
    const MarketPlace place = TRY(read_place(body));
    market.capacity.erase(place);
    if (TRY(body.optional_field("machines"))) market.capacity[place] = TRY(count(body, "machines", 0));
  }
  TRY(write_market(context.store(), market));
  return Answer{200, TRY(shown(context))};
}

}  // namespace vent::metal
