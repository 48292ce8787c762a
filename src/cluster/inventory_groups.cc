#include "cluster/inventory_groups.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "cluster/draft.h"

namespace vent {
namespace {

constexpr std::string_view kTop = "all";

}  // namespace

InventoryGroups::InventoryGroups(const Inventory& inventory, Problems& problems) : top_(inventory.find_group(kTop)) {
  for (const InventoryGroup& group : inventory.groups()) look_at(group, inventory, problems);

  // Parents before their children: a group is done when all its parents are. What is left then goes round in a circle.
  std::map<const InventoryGroup*, std::size_t> open;
  std::map<const InventoryGroup*, std::vector<const InventoryGroup*>> children;
  std::vector<const InventoryGroup*> done;
  for (const InventoryGroup& group : inventory.groups()) {
    open[&group] = parents_[&group].size();
    for (const InventoryGroup* parent : parents_[&group]) children[parent].push_back(&group);
    if (open[&group] == 0) done.push_back(&group);
  }
  for (std::size_t i = 0; i < done.size(); ++i) {
    const InventoryGroup* group = done[i];
    // All others are below `all`, whether it says so or not.
    int& depth = depths_[group];
    depth = group->name == kTop ? 0 : 1;
    for (const InventoryGroup* parent : parents_[group]) depth = std::max(depth, depths_[parent] + 1);
    for (const InventoryGroup* child : children[group])
      if (--open[child] == 0) done.push_back(child);
  }
  for (const InventoryGroup& group : inventory.groups())
    if (open[&group] > 0) {
      add_problem(problems, "VENT_INVENTORY_GROUP", group.place,
                  fmt::format("the group {} contains itself, by way of its children", in_quotes(group.name)),
                  "take it out of one of the groups below it");
      parents_[&group].clear();
    }
}

void InventoryGroups::look_at(const InventoryGroup& group, const Inventory& inventory, Problems& problems) {
  if (!group.is_defined && group.name != kTop)
    add_problem(problems, "VENT_INVENTORY_GROUP", group.place,
                fmt::format("there is no group {}, and here are its variables", in_quotes(group.name)),
                fmt::format("add a section [{}]", group.name));
  for (const std::string& host : group.hosts) direct_[host].insert(&group);
  for (const InventoryName& child : group.children) {
    const InventoryGroup* found = inventory.find_group(child.name);
    if (found != nullptr && found->is_defined)
      parents_[found].insert(&group);
    else
      add_problem(problems, "VENT_INVENTORY_GROUP", child.place,
                  fmt::format("there is no group {}", in_quotes(child.name)), "add it, or take it out here");
  }
}

std::vector<const InventoryGroup*> InventoryGroups::of_host(const std::string& host) const {
  std::set<const InventoryGroup*> seen;
  std::vector<const InventoryGroup*> all;
  const auto add = [&](const std::set<const InventoryGroup*>& groups) {
    for (const InventoryGroup* group : groups)
      if (seen.insert(group).second) all.push_back(group);
  };
  if (const auto direct = direct_.find(host); direct != direct_.end()) add(direct->second);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (const auto parents = parents_.find(all[i]); parents != parents_.end()) add(parents->second);
  if (top_ != nullptr && seen.insert(top_).second) all.push_back(top_);
  std::ranges::sort(all, {}, [&](const InventoryGroup* group) {
    const auto depth = depths_.find(group);
    return std::tuple(depth == depths_.end() ? 0 : depth->second, std::string_view(group->name));
  });
  return all;
}

}  // namespace vent
