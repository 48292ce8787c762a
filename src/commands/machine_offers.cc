// vent machine plans, facilities, os, prices and capacity: what can be had, and what it costs.

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "commands/machine_scope.h"

namespace vent {
namespace {

Result<> check_known(const std::string& kind, const std::string& word, const std::vector<std::string>& known) {
  if (word.empty() || std::ranges::find(known, word) != known.end()) return Ok{};
  const std::optional<std::string> near = nearest(word, known);
  return fail(Error(ErrorKind::bad_input, fmt::format("there is no price for the {} '{}'", kind, word))
                  .with_id("VENT_NO_SPOT_MARKET")
                  .with_hint(near ? fmt::format("did you mean '{}'?", *near) : "there are: " + join(known, ", ")));
}

template <class Take>
std::vector<std::string> once(const std::vector<MachinePrice>& prices, Take take) {
  std::vector<std::string> words;
  for (const MachinePrice& price : prices)
    if (std::ranges::find(words, price.*take) == words.end()) words.push_back(price.*take);
  return words;
}

Result<MachineListing> history_view(CommandContext& context, PacketProvider& packet,
                                    const MachinePricesOptions& options) {
  if (options.plan.empty() || options.facility.empty())
    return fail(Error(ErrorKind::bad_input, "a history is of one plan at one place")
                    .with_id("VENT_OPTION_NEEDED")
                    .with_hint("vent machine prices --history --plan c2.medium.x86 --facility ams1"));
  const WallTime now = context.clock.wall();
  const std::vector<PacketProvider::PriceAt> history =
      TRY(packet.price_history(options.facility, options.plan, now - std::chrono::hours(24 * options.days), now));
  MachineListing listing;
  listing.key = "history";
  listing.narrow_columns = 2;
  listing.rows = {{"TIME", "BID AT LEAST"}};
  for (const PacketProvider::PriceAt& point : history) {
    const std::string time = format_utc(WallTime(std::chrono::seconds(point.seconds)));
    listing.rows.push_back({time, fmt::format("{:.2f}", point.price)});
    listing.items.push(Json::object().set("time", time).set("price", point.price));
    listing.names.push_back(time);
  }
  return listing;
}

}  // namespace

Result<int> machine_prices(CommandContext& context, const MachinePricesOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options.common));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options.common));
  if (options.history) {
    show(TRY(history_view(context, *TRY(scope->packet()), options)), format);
    return 0;
  }
  std::vector<MachinePrice> prices = TRY(scope->provider().prices());
  TRY(check_known("plan", options.plan, once(prices, &MachinePrice::plan)));
  TRY(check_known("facility", options.facility, once(prices, &MachinePrice::facility)));
  std::erase_if(prices, [&](const MachinePrice& price) {
    return (!options.plan.empty() && price.plan != options.plan) ||
           (!options.facility.empty() && price.facility != options.facility);
  });
  std::ranges::stable_sort(prices, [](const MachinePrice& a, const MachinePrice& b) {
    return std::pair(a.plan, a.spot.value_or(0)) < std::pair(b.plan, b.spot.value_or(0));
  });
  show(prices_view(prices), format);
  return 0;
}

Result<int> machine_plans(CommandContext& context, const MachineOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options));
  const PacketCatalogue catalogue = TRY(TRY(scope->packet())->catalogue());
  show(plans_view(catalogue.plans, catalogue.facilities), format);
  return 0;
}

Result<int> machine_facilities(CommandContext& context, const MachineOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options));
  show(facilities_view(TRY(TRY(scope->packet())->catalogue()).facilities), format);
  return 0;
}

Result<int> machine_systems(CommandContext& context, const MachineOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options));
  show(systems_view(TRY(TRY(scope->packet())->catalogue()).systems), format);
  return 0;
}

Result<int> machine_capacity(CommandContext& context, const MachineOptions& options) {
  const MachineFormat format = TRY(asked_format(context, options));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, options));
  show(TRY(capacity_view(TRY(TRY(scope->packet())->capacity()))), format);
  return 0;
}

}  // namespace vent
