#include <fmt/core.h>

#include "base/text.h"
#include "commands/metal.h"
#include "commands/table.h"
#include "metal/client.h"

namespace vent {
namespace {

constexpr const char* kAutomatic = "auto";

// What a person gave, as the API takes it: a number, or null for "auto". The API checks what it means.
Json number_or_null(const std::string& value) { return value == kAutomatic ? Json() : Json(value); }

Json at_place(const MetalMarketOptions& options) {
  return Json::object().set("facility", options.facility).set("plan", options.plan);
}

Result<int> change(const MetalMarketOptions& options, const Json& wanted) {
  const metal::Lab lab = TRY(metal::open_lab(options.lab));
  TRY(metal::Client(lab).change_market(wanted));
  return 0;
}

std::string dollars(double price) { return fmt::format("{:.2f}", price); }

Result<std::vector<std::string>> row(const Json& place) {
  const double list_price = TRY(place.number("list_price"));
  const double spot_price = TRY(place.number("spot_price"));
  const std::int64_t rented = TRY(place.integer("rented"));
  const std::optional<std::int64_t> free = TRY(place.optional_integer("free"));
  const bool by_hand = TRY(place.boolean("set_by_hand"));
  const std::string facility = TRY(place.text("facility")), plan = TRY(place.text("plan"));
  return std::vector<std::string>{facility,
                                  plan,
                                  dollars(list_price),
                                  dollars(spot_price),
                                  std::to_string(rented),
                                  free ? std::to_string(*free) : "any",
                                  by_hand ? "set by hand" : ""};
}

}  // namespace

Result<int> metal_market_list(CommandContext& context, const MetalMarketOptions& options) {
  const metal::Lab lab = TRY(metal::open_lab(options.lab));
  const Json market = TRY(metal::Client(lab).market());
  std::vector<std::vector<std::string>> rows = {{"FACILITY", "PLAN", "LIST", "SPOT", "RENTED", "FREE", ""}};
  Json shown = Json::array();
  for (const Json& place : TRY(market.list("market"))) {
    const std::string facility = TRY(place.text("facility")), plan = TRY(place.text("plan"));
    if (!options.facility.empty() && facility != options.facility) continue;
    if (!options.plan.empty() && plan != options.plan) continue;
    rows.push_back(TRY(row(place)));
    shown.push(place);
  }
  if (context.output == OutputChoice::json) {
    Json document = Json::object().set("schemaVersion", 1).set("market", std::move(shown));
    document.set("seed", TRY(market.field("seed"))).set("notice_seconds", TRY(market.field("notice_seconds")));
    print(document.pretty() + "\n");
  } else {
    print(render_table(rows));
  }
  return 0;
}

Result<int> metal_market_set(CommandContext&, const MetalMarketOptions& options) {
  return change(options, at_place(options).set("price", number_or_null(options.value)));
}

Result<int> metal_market_capacity(CommandContext&, const MetalMarketOptions& options) {
  return change(options, at_place(options).set("machines", number_or_null(options.value)));
}

Result<int> metal_market_notice(CommandContext&, const MetalMarketOptions& options) {
  return change(options, Json::object().set("notice_seconds", options.value));
}

}  // namespace vent
