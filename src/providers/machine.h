#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json.h"

namespace vent {

// A machine as its provider shows it, in words that all providers share: plain data.

struct MachineAddress {
  std::string address;
  int family = 4;  // 4 or 6
  bool is_public = false;
  bool is_management = true;  // the machine's own; an address that moves between machines is not

  bool operator==(const MachineAddress&) const = default;
};

struct Machine {
  std::string id;
  std::string name;
  std::string state;  // the provider's word: queued, provisioning, active, inactive, failed …
  std::vector<MachineAddress> addresses;
  std::string user = "root";
  std::string plan, facility, operating_system;
  std::vector<std::string> tags;
  bool is_spot = false;
  bool is_locked = false;
  std::optional<double> max_price;              // per hour
  std::optional<std::string> termination_time;  // when it will be taken away
  std::string created;
  std::vector<std::string> host_keys;  // public, when the provider knows them
  std::string problem;                 // why it failed, when the provider says so
  Json source;                         // what the provider said, whole

  // The machine's own address of that kind; empty when it has none (yet).
  std::string address(int family, bool is_public) const;
  // Where ssh reaches it from outside: public IPv4, else public IPv6, else private.
  std::string login_address() const;
};

// On its way out, or out already: it counts no more.
bool is_leaving(const Machine& machine);

// Tags that vent itself reads: who a machine belongs to, and what it was made for.
std::string tag_value(const Machine& machine, std::string_view key);  // of "vent-cluster=paris"; empty when absent

struct MachineEvent {
  std::string id, type, text, created;
};

// What one hour of a plan costs at a place.
struct MachinePrice {
  std::string facility, plan;
  std::optional<double> spot;       // nothing: no spot market there
  std::optional<double> on_demand;  // nothing: not said
};
// The market's way of saying that there are none: a price far over that of renting without a bid.
bool is_sold_out(const MachinePrice& price);

}  // namespace vent
