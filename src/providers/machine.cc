#include "providers/machine.h"

#include <fmt/core.h>

namespace vent {
namespace {

constexpr double kSoldOutFactor = 2;

}  // namespace

std::string Machine::address(int family, bool is_public) const {
  for (const MachineAddress& one : addresses)
    if (one.family == family && one.is_public == is_public && one.is_management) return one.address;
  return "";
}

std::string Machine::login_address() const {
  for (const auto& [family, is_public] : {std::pair(4, true), std::pair(6, true), std::pair(4, false)})
    if (std::string found = address(family, is_public); !found.empty()) return found;
  return "";
}

bool is_leaving(const Machine& machine) { return machine.state == "deprovisioning" || machine.state == "deleted"; }

std::string tag_value(const Machine& machine, std::string_view key) {
  const std::string beginning = fmt::format("{}=", key);
  for (const std::string& tag : machine.tags)
    if (tag.starts_with(beginning)) return tag.substr(beginning.size());
  return "";
}

bool is_sold_out(const MachinePrice& price) {
  return price.spot && price.on_demand && *price.spot > *price.on_demand * kSoldOutFactor;
}

}  // namespace vent
