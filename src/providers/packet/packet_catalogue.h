#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/json.h"
#include "providers/machine.h"
#include "providers/machine_wish.h"

namespace vent {

// What a Packet API offers, and what a wish must fit. Reading and judging are pure; packet_provider asks.

struct PacketPlan {
  std::string slug;
  std::vector<std::string> names;  // others it answers to: t1.small.x86 was baremetal_0 before
  std::string cpus, memory, description;
  std::optional<double> per_hour;
  std::vector<std::string> facilities;  // ids, or codes; empty: not said
  bool is_spot = false;                 // when it is said
};
struct PacketFacility {
  std::string id, code, name, metro;
};
struct PacketSystem {
  std::string slug, name;
  std::vector<std::string> plans;  // on which it can be installed; empty: not said
};
struct PacketCatalogue {
  std::vector<PacketPlan> plans;
  std::vector<PacketFacility> facilities;
  std::vector<PacketSystem> systems;
};

std::vector<PacketPlan> plans_from(const std::vector<Json>& list);  // without what is no machine
std::vector<PacketFacility> facilities_from(const std::vector<Json>& list);
std::vector<PacketSystem> systems_from(const std::vector<Json>& list);
// {"spot_market_prices": {"ams1": {"c2.medium.x86": {"price": 0.2}}}}; one for each plan and place.
Result<std::vector<MachinePrice>> prices_from(const Json& answer, const std::vector<PacketPlan>& plans);

// Plan, places and system are there and fit each other; else near names. What the catalogue doesn't list at all is
// left to the API to judge.
Result<> check_wish(const MachineWish& wish, const PacketCatalogue& catalogue);

// Where to ask for it, the cheapest first; for a bid only where it is high enough. Without a bid in the order that was
// wished for.
Result<std::vector<std::string>> places_for(const MachineWish& wish, const std::vector<MachinePrice>& prices);

}  // namespace vent
