#include "cluster/inventory_draft.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "cluster/inventory_groups.h"
#include "cluster/inventory_words.h"

namespace vent {
namespace {

// The value of a variable on its way into a field. Of ssh's options only the jump host has a field.
Result<std::string> value_for(const KnownVariable& known, const std::string& text) {
  if (text.find("{{") != std::string::npos)
    return fail(Error(ErrorKind::bad_input, fmt::format("{} is a template", in_quotes(text)))
                    .with_hint("write the value itself"));
  if (known.name != "ansible_ssh_common_args") return text;
  const std::vector<std::string> words = split_words(replace_all(replace_all(text, "\"", ""), "'", ""));
  if (words.size() == 2 && words[0] == "-J") return words[1];
  constexpr std::string_view kOption = "ProxyJump=";
  const std::string option = words.size() == 2 && words[0] == "-o" ? words[1] : words.size() == 1 ? words[0] : "";
  const std::string_view without_o = std::string_view(option).substr(option.starts_with("-o") ? 2 : 0);
  if (without_o.starts_with(kOption)) return std::string(without_o.substr(kOption.size()));
  return fail(Error(ErrorKind::bad_input, fmt::format("{} is not understood", in_quotes(text)))
                  .with_hint("only -J HOST and -o ProxyJump=HOST are; put other options into your ssh configuration"));
}

class Understanding {
 public:
  Understanding(const Inventory& inventory, Problems& problems)
      : inventory_(inventory), problems_(problems), groups_(inventory, problems) {}

  ClusterDraft draft();

 private:
  void read_role(const InventoryHost& host, ItemDraft& into);
  void read_name(const InventoryHost& host, ItemDraft& into);
  void read_variables(const InventoryHost& host, ItemDraft& into);
  void take_known(const KnownVariable& known, const InventoryVariable& variable, ItemDraft& into);
  void look_at_unknown(const InventoryVariable& variable);
  void check_etcd();
  // A variable of a group is met once for each of its hosts; one complaint is enough.
  void refuse(const Place& place, std::string message, std::string hint) {
    if (refused_.emplace(place.line, place.column).second)
      add_problem(problems_, "VENT_INVENTORY_VARIABLE", place, std::move(message), std::move(hint));
  }

  const Inventory& inventory_;
  Problems& problems_;
  InventoryGroups groups_;
  std::set<std::pair<int, int>> refused_;
  std::set<std::string> left_out_;  // variables
  std::vector<std::string> both_;   // hosts with both roles
  std::set<std::string> controllers_;
};

void Understanding::read_role(const InventoryHost& host, ItemDraft& into) {
  std::set<Role> roles;
  for (const InventoryGroup* group : groups_.of_host(host.name)) {
    const auto words = role_groups();
    const auto found = std::ranges::find(words, group->name, &RoleGroup::name);
    if (found != words.end()) roles.insert(found->role);
  }
  if (roles.empty())
    return add_problem(
        problems_, "VENT_INVENTORY_ROLE", host.place,
        fmt::format("{} is in no group that says its role", in_quotes(host.name)),
        "put it into the group controllers or workers, or remove it; docs/reference/cluster-file.md lists all "
        "groups that say a role");
  if (roles.size() == 2) both_.push_back(host.name);
  const Role role = roles.size() == 2 ? Role::both : *roles.begin();
  if (does_work_of(role, Role::controller)) controllers_.insert(host.name);
  into.fields["hosts.role"] = {std::string(role_name(role)), host.place};
}

// A name with dots is the domain name, and its first label the name.
void Understanding::read_name(const InventoryHost& host, ItemDraft& into) {
  if (Ipv4::parse(host.name))
    return add_problem(problems_, "VENT_INVENTORY_NAME", host.place,
                       fmt::format("this host has an address and no name: {}", host.name),
                       fmt::format("write it as: worker-0 ansible_host={}", host.name));
  into.fields["hosts.name"] = {host.name.substr(0, host.name.find('.')), host.place};
  if (host.name.find('.') != std::string::npos) into.fields["hosts.domainName"] = {host.name, host.place};
  into.fields.try_emplace("hosts.address", Written{host.name, host.place});
}

// What is nearer to the host comes later and replaces what came before.
void Understanding::read_variables(const InventoryHost& host, ItemDraft& into) {
  std::map<std::string, const InventoryVariable*> variables;
  for (const InventoryGroup* group : groups_.of_host(host.name))
    for (const InventoryVariable& variable : group->variables) variables[variable.name] = &variable;
  for (const InventoryVariable& variable : host.variables) variables[variable.name] = &variable;
  for (const auto& [name, variable] : variables) {
    const auto known = std::ranges::find(known_variables(), name, &KnownVariable::name);
    if (known != known_variables().end())
      take_known(*known, *variable, into);
    else
      look_at_unknown(*variable);
  }
}

void Understanding::take_known(const KnownVariable& known, const InventoryVariable& variable, ItemDraft& into) {
  if (!variable.value)
    return refuse(variable.place, fmt::format("{}: expected text", in_quotes(variable.name)), "write one value");
  Result<std::string> value = value_for(known, *variable.value);
  if (!value)
    return refuse(variable.place, fmt::format("{}: {}", variable.name, value.error().message), value.error().hint);
  const auto [there, is_first] = into.fields.try_emplace(std::string(known.field), Written{*value, variable.place});
  if (!is_first && there->second.text != *value)
    refuse(variable.place,
           fmt::format("{} says {}, but another variable for the same says {}, at {}", variable.name, in_quotes(*value),
                       in_quotes(there->second.text), there->second.place.text()),
           "keep one of them");
}

void Understanding::look_at_unknown(const InventoryVariable& variable) {
  const auto harmless = std::ranges::find(harmless_variables(), variable.name, &HarmlessVariable::name);
  if (harmless != harmless_variables().end()) {
    const std::vector<std::string> values = split(harmless->values, '|');
    const bool is_fine =
        harmless->values.empty() || std::ranges::find(values, variable.value.value_or("")) != values.end();
    if (is_fine) return;
    return refuse(variable.place, fmt::format("{} can only be {}", variable.name, join(values, " or ")),
                  "vent logs in with ssh and becomes root with sudo");
  }
  if (!variable.name.starts_with("ansible_")) {
    left_out_.insert(variable.name);
    return;
  }
  std::vector<std::string> names;
  for (const KnownVariable& known : known_variables()) names.emplace_back(known.name);
  const std::optional<std::string> meant = nearest(variable.name, names);
  refuse(variable.place,
         fmt::format("{} is not understood, and could change how the host is reached", in_quotes(variable.name)),
         meant ? fmt::format("did you mean '{}'?", *meant)
               : "remove it, and put what it says into your ssh configuration or a cluster file");
}

void Understanding::check_etcd() {
  const InventoryGroup* group = inventory_.find_group(kEtcdGroup);
  if (group == nullptr) return;
  std::set<std::string> members;
  for (const InventoryHost& host : inventory_.hosts()) {
    const std::vector<const InventoryGroup*> groups = groups_.of_host(host.name);
    if (std::ranges::find(groups, group) != groups.end()) members.insert(host.name);
  }
  if (!members.empty() && members != controllers_)
    add_problem(problems_, "VENT_INVENTORY_ETCD", group->place, "etcd is to run elsewhere than on the controllers",
                "vent runs it on every controller: name the same hosts in both groups, or remove the group etcd");
}

ClusterDraft Understanding::draft() {
  ClusterDraft draft;
  draft.place = Place{inventory_.file(), 0, 0};
  for (const InventoryHost& host : inventory_.hosts()) {
    ItemDraft& into = draft.hosts.emplace_back();
    into.place = host.place;
    read_role(host, into);
    read_variables(host, into);
    read_name(host, into);
  }
  check_etcd();
  if (!both_.empty())
    draft.notes.push_back(fmt::format("in groups of both roles, so they do the work of both: {}", join(both_, ", ")));
  if (!left_out_.empty()) {
    std::vector<std::string> names;
    for (const std::string& name : left_out_) names.push_back(in_quotes(name));
    draft.notes.push_back(fmt::format("variables that mean nothing here: {}", join(names, ", ")));
  }
  return draft;
}

}  // namespace

ClusterDraft draft_of_inventory(const Inventory& inventory, Problems& problems) {
  return Understanding(inventory, problems).draft();
}

}  // namespace vent
