#include "cluster/inventory.h"

#include <fmt/core.h>

#include "cluster/draft.h"
#include "cluster/host_pattern.h"

namespace vent {
namespace {

// host:2222, where the colon is none of a range.
std::string_view port_of(std::string_view pattern) {
  const std::size_t colon = pattern.rfind(':');
  const std::size_t bracket = pattern.rfind(']');
  const bool is_behind = colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon);
  return is_behind ? pattern.substr(colon + 1) : std::string_view();
}

}  // namespace

const InventoryGroup* Inventory::find_group(std::string_view name) const {
  const auto found = groups_by_name_.find(name);
  return found == groups_by_name_.end() ? nullptr : found->second;
}

InventoryGroup& Inventory::group(const std::string& name, const Place& place) {
  InventoryGroup*& group = groups_by_name_[name];
  if (group == nullptr) group = &groups_.emplace_back(InventoryGroup{name, place, false, {}, {}, {}});
  return *group;
}

InventoryHost& Inventory::host(const std::string& name, const Place& place) {
  InventoryHost*& host = hosts_by_name_[name];
  if (host == nullptr) host = &hosts_.emplace_back(InventoryHost{name, place, {}});
  return *host;
}

void Inventory::add_hosts(const std::string& pattern, const Place& place, InventoryGroup& group,
                          const std::vector<InventoryVariable>& variables, Problems& problems) {
  std::string_view hosts = pattern;
  const std::string_view port = port_of(pattern);
  if (!port.empty()) hosts.remove_suffix(port.size() + 1);
  Result<std::vector<std::string>> names = expand_host_pattern(hosts);
  if (!names) {
    problems.push_back(std::move(names).error().with_place(place));
    return;
  }
  if (hosts_.size() + names->size() > kMostHosts)
    return add_problem(problems, "VENT_HOST_RANGE", place, fmt::format("there are more than {} hosts", kMostHosts),
                       "is it the right file?");
  for (const std::string& name : *names) {
    InventoryHost& found = host(name, place);
    group.hosts.push_back(name);
    if (!port.empty()) found.variables.push_back({"ansible_port", std::string(port), place});
    found.variables.insert(found.variables.end(), variables.begin(), variables.end());
  }
}

}  // namespace vent
