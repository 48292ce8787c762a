#include "providers/inventory/ansible_inventory.h"

#include <algorithm>

namespace vent {
namespace {

constexpr const char* kMeta = "_meta";

Json list_of(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

Json group_json(const AnsibleGroup& group) {
  if (group.children.empty()) return list_of(group.hosts);
  Json json = Json::object().set("children", list_of(group.children));
  if (!group.hosts.empty()) json.set("hosts", list_of(group.hosts));
  return json;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

Result<AnsibleGroup> read_group(const Json& json) {
  AnsibleGroup group;
  if (json.is_object() && json.has("hosts")) group.hosts = TRY(json.texts("hosts"));
  if (json.is_object() && json.has("children")) group.children = TRY(json.texts("children"));
  const std::vector<Json> hosts = json.items();
  for (const Json& host : hosts) group.hosts.push_back(TRY(host.text()));
  return group;
}

}  // namespace

void AnsibleInventory::add_host(const std::string& group, const std::string& host) {
  groups[group].hosts.push_back(host);
}

void AnsibleInventory::add_child(const std::string& group, const std::string& child) {
  add_once(groups[group].children, child);
}

Json variables_json(const std::map<std::string, Json>& variables) {
  Json json = Json::object();
  for (const auto& [name, value] : variables) json.set(name, value);
  return json;
}

Json inventory_json(const AnsibleInventory& inventory) {
  Json variables = Json::object();
  for (const auto& [host, values] : inventory.hosts) variables.set(host, variables_json(values));
  const auto meta = [&] { return Json::object().set("hostvars", std::move(variables)); };
  Json document = Json::object();
  // A group of that name would be taken for the variables of all hosts.
  auto group = inventory.groups.begin();
  for (; group != inventory.groups.end() && group->first < kMeta; ++group)
    document.set(group->first, group_json(group->second));
  document.set(kMeta, meta());
  for (; group != inventory.groups.end(); ++group)
    if (group->first != kMeta) document.set(group->first, group_json(group->second));
  return document;
}

Result<AnsibleInventory> read_inventory_json(const Json& document) {
  AnsibleInventory inventory;
  const std::vector<JsonEntry> groups = document.entries();
  for (const JsonEntry& group : groups)
    if (group.key != kMeta) inventory.groups[group.key] = TRY(read_group(group.value));
  const Json hosts = TRY(TRY(document.field(kMeta)).field("hostvars"));
  for (const JsonEntry& host : hosts.entries())
    for (const JsonEntry& variable : host.value.entries()) inventory.hosts[host.key][variable.key] = variable.value;
  return inventory;
}

AnsibleInventory merged(AnsibleInventory first, const AnsibleInventory& second) {
  for (const auto& [name, group] : second.groups) {
    for (const std::string& host : group.hosts) add_once(first.groups[name].hosts, host);
    for (const std::string& child : group.children) first.add_child(name, child);
  }
  for (const auto& [host, variables] : second.hosts) first.hosts[host].insert(variables.begin(), variables.end());
  return first;
}

}  // namespace vent
