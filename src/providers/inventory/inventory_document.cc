#include "providers/inventory/inventory_document.h"

#include <algorithm>

#include "base/text.h"

namespace vent {
namespace {

// What a machine's variables are made from; each becomes packet_NAME. Where there is a field, the value is an object of
// the API and the field is what stands for it.
struct Attribute {
  const char* name;
  const char* field = nullptr;
};
constexpr Attribute kAttributes[] = {
    {"billing_cycle"},
    {"created_at"},
    {"facility", "code"},
    {"hostname"},
    {"href"},
    {"id"},
    {"locked"},
    {"operating_system", "slug"},
    {"plan", "slug"},
    {"spot_instance"},
    {"spot_price_max"},
    {"state"},
    {"termination_time"},
    {"updated_at"},
    {"user"},
};

// One membership. When groups are nested, `child` is put below `parent` too.
struct Membership {
  std::string group;
  std::string parent;
  std::string child;
};

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Every character that could trouble Ansible becomes one underscore, however many bytes it has.
std::string safe_name(const std::string& text, const InventorySettings& settings) {
  std::string safe;
  for (const char character : text) {
    const bool is_kept = is_word_character(character) || (character == '-' && !settings.replace_dash_in_groups);
    const bool goes_on = (static_cast<unsigned char>(character) & 0xC0U) == 0x80U;  // a character of UTF-8
    if (!goes_on) safe += is_kept ? character : '_';
  }
  return safe;
}

// Null when the API doesn't say. An object without the field that stands for it is a bare reference: the API left it
// out.
Result<Json> value_of(const Json& device, const Attribute& attribute) {
  if (!device.has(attribute.name)) return Json();
  const Json value = TRY(device.field(attribute.name));
  if (attribute.field == nullptr || !value.is_object()) return value;
  return TRY(value.optional_field(attribute.field)).value_or(Json());
}

// Empty also where a client of long ago had nothing or something else than a list.
Result<std::vector<std::string>> tags_of(const Json& device) {
  std::vector<std::string> tags;
  const std::vector<Json> items = TRY(value_of(device, {"tags"})).items();
  for (const Json& item : items) tags.push_back(TRY(item.text()));
  return tags;
}

Result<std::optional<std::string>> address_of(const Json& device, const InventorySettings& settings) {
  std::optional<std::string> last;
  const std::vector<Json> addresses = TRY(value_of(device, {"ip_addresses"})).items();
  for (const Json& address : addresses) {
    if (TRY(address.optional_integer("address_family")) != 4) continue;
    if (!TRY(address.optional_boolean("public")).value_or(false)) continue;
    if (settings.management_address_only && !TRY(address.optional_boolean("management")).value_or(false)) continue;
    last = TRY(address.text("address"));
  }
  return last;
}

using Variables = std::map<std::string, Json>;

Result<std::optional<Variables>> variables_of(const Json& device, const InventorySettings& settings) {
  const std::optional<std::string> address = TRY(address_of(device, settings));
  if (!address) return std::optional<Variables>();
  Variables variables;
  for (const Attribute& attribute : kAttributes) {
    Json value = TRY(value_of(device, attribute));
    const std::string name = std::string("packet_") + attribute.name;
    const JsonKind kind = value.kind();
    if (kind == JsonKind::null) variables[name] = "";
    if (kind == JsonKind::text) variables[name] = std::string(trim(TRY(value.text())));
    if (kind == JsonKind::integer || kind == JsonKind::boolean) variables[name] = std::move(value);
    // All others are left out, a price with cents among them: that is how it always was.
  }
  for (const std::string& tag : TRY(tags_of(device)))
    variables[safe_name("packet_tag_" + tag, settings)] = std::string(trim(tag));
  variables["ansible_host"] = *address;
  return std::optional(std::move(variables));
}

// A machine with all that decides where it belongs.
struct WantedMachine {
  std::string id;
  std::string hostname;
  std::vector<std::string> tags;
  Variables variables;

  // The variable as text; empty when it is none.
  std::string text(const std::string& name) const {
    const auto found = variables.find(name);
    return found == variables.end() ? "" : found->second.text().value_or("");
  }
};

std::vector<Membership> memberships(const WantedMachine& machine, const std::string& project,
                                    const InventorySettings& settings) {
  std::vector<Membership> all;
  const auto add = [&](bool wanted, const std::string& group, const char* parent) {
    if (wanted && !group.empty()) all.push_back({group, parent, group});
  };
  const std::string facility = machine.text("packet_facility");
  add(settings.group_by_device_id, machine.id, "devices");
  // Below `hostnames` stand projects. It was never meant so, but playbooks may have come to rely on it.
  if (settings.group_by_hostname) all.push_back({machine.hostname, "hostnames", project});
  add(settings.group_by_project, project, "projects");
  if (settings.group_by_facility && !facility.empty()) all.push_back({facility, project, facility});
  add(settings.group_by_operating_system, machine.text("packet_operating_system"), "operating_systems");
  add(settings.group_by_plan_type, machine.text("packet_plan"), "plans");
  for (const std::string& tag : machine.tags) add(settings.group_by_tags, safe_name("tag_" + tag, settings), "tags");
  add(settings.group_by_tag_none && machine.tags.empty(), "tag_none", "tags");
  all.push_back({"packet", "", ""});
  return all;
}

bool wants(const InventorySettings& settings, const std::string& hostname) {
  if (settings.pattern_include && !settings.pattern_include->matches_beginning_of(hostname)) return false;
  return !settings.pattern_exclude || !settings.pattern_exclude->matches_beginning_of(hostname);
}

// Nothing when the settings leave it out.
Result<std::optional<WantedMachine>> wanted_machine(const Json& device, const InventorySettings& settings) {
  const std::string state = TRY(value_of(device, {"state"})).text().value_or("");
  if (!settings.device_states.contains(state)) return std::optional<WantedMachine>();
  std::optional<Variables> variables = TRY(variables_of(device, settings));
  if (!variables) return std::optional<WantedMachine>();
  WantedMachine machine;
  machine.id = TRY(device.text("id"));
  machine.hostname = TRY(device.text("hostname"));
  machine.tags = TRY(tags_of(device));
  machine.variables = *std::move(variables);
  return wants(settings, machine.hostname) ? std::optional(std::move(machine)) : std::nullopt;
}

void add_machine(MachineInventory& into, WantedMachine machine, const ProjectMachines& project,
                 const InventorySettings& settings) {
  for (const Membership& membership : memberships(machine, project.name, settings)) {
    into.inventory.add_host(membership.group, machine.hostname);
    if (settings.nested_groups && !membership.parent.empty())
      into.inventory.add_child(membership.parent, membership.child);
  }
  const bool is_new = into.index.insert_or_assign(machine.hostname, MachinePlace{project.id, machine.id}).second;
  if (!is_new) into.doubled.push_back(machine.hostname);
  into.inventory.hosts[machine.hostname] = std::move(machine.variables);
}

}  // namespace

Result<std::optional<Variables>> machine_variables(const Json& device, const InventorySettings& settings) {
  return variables_of(device, settings);
}

Result<MachineInventory> machine_inventory(const std::vector<ProjectMachines>& projects,
                                           const InventorySettings& settings) {
  MachineInventory all;
  for (const ProjectMachines& project : projects)
    for (const Json& device : project.devices) {
      std::optional<WantedMachine> machine = TRY(wanted_machine(device, settings));
      if (machine) add_machine(all, *std::move(machine), project, settings);
    }
  return all;
}

Result<Json> inventory_document(const std::vector<ProjectMachines>& projects, const InventorySettings& settings) {
  return inventory_json(TRY(machine_inventory(projects, settings)).inventory);
}

bool wants_project(const InventorySettings& settings, const std::string& name) {
  const bool is_named =
      settings.projects.empty() || std::ranges::find(settings.projects, name) != settings.projects.end();
  return is_named && settings.projects_exclude.find(name) == std::string::npos;
}

}  // namespace vent
