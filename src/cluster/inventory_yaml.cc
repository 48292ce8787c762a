#include "cluster/inventory_yaml.h"

#include <fmt/core.h>

#include <array>

#include "base/text.h"
#include "cluster/draft.h"

namespace vent {
namespace {

constexpr const char* kSyntax = "VENT_INVENTORY_SYNTAX";

class Reader {
 public:
  Reader(const YamlDocument& document, Problems& problems)
      : document_(document), problems_(problems), inventory_(document.file) {}

  void read_group(const YamlEntry& entry);
  Inventory take() { return std::move(inventory_); }

 private:
  // Whether there is something to be read; anything but a mapping is complained about.
  bool is_mapping(std::string_view what, const YamlNode& node, std::string_view hint) {
    if (node.kind == YamlKind::null || node.kind == YamlKind::mapping) return node.kind == YamlKind::mapping;
    refuse(node.begin, fmt::format("{}: expected a mapping", what), std::string(hint));
    return false;
  }
  std::vector<InventoryVariable> variables(const YamlNode& mapping) const;
  void read_hosts(const YamlNode& hosts, InventoryGroup& group);
  Place place(YamlPosition position) const { return document_.place(position); }
  void refuse(YamlPosition position, std::string message, std::string hint) {
    add_problem(problems_, kSyntax, place(position), std::move(message), std::move(hint));
  }

  const YamlDocument& document_;
  Problems& problems_;
  Inventory inventory_;
};

std::vector<InventoryVariable> Reader::variables(const YamlNode& mapping) const {
  std::vector<InventoryVariable> found;
  for (const YamlEntry& entry : mapping.entries) {
    const YamlNode& value = entry.value;
    if (value.kind == YamlKind::null) continue;
    found.push_back(
        {entry.key, value.kind == YamlKind::scalar ? std::optional(value.text) : std::nullopt, place(value.begin)});
  }
  return found;
}

void Reader::read_hosts(const YamlNode& hosts, InventoryGroup& group) {
  if (!is_mapping("hosts", hosts, "write each host as a key: worker-0:")) return;
  for (const YamlEntry& host : hosts.entries) {
    const bool has_variables = is_mapping(in_quotes(host.key), host.value, "below a host stand its variables");
    inventory_.add_hosts(host.key, place(host.key_begin), group,
                         has_variables ? variables(host.value) : std::vector<InventoryVariable>(), problems_);
  }
}

void Reader::read_group(const YamlEntry& entry) {
  InventoryGroup& group = inventory_.group(entry.key, place(entry.key_begin));
  group.is_defined = true;
  if (!is_mapping(in_quotes(entry.key), entry.value, "a group has hosts, vars and children")) return;
  const std::array<std::string, 3> parts = {"hosts", "vars", "children"};
  for (const YamlEntry& part : entry.value.entries) {
    if (part.key == "hosts") {
      read_hosts(part.value, group);
    } else if (part.key == "vars") {
      if (!is_mapping("vars", part.value, "write each as 'name: value'")) continue;
      for (InventoryVariable& variable : variables(part.value)) group.variables.push_back(std::move(variable));
    } else if (part.key == "children") {
      if (!is_mapping("children", part.value, "write each group as a key: workers:")) continue;
      for (const YamlEntry& child : part.value.entries) {
        group.children.push_back({child.key, place(child.key_begin)});
        read_group(child);
      }
    } else {
      const std::optional<std::string> meant = nearest(part.key, parts);
      refuse(part.key_begin, fmt::format("unknown key {} in a group", in_quotes(part.key)),
             meant ? fmt::format("did you mean '{}'?", *meant) : "a group has hosts, vars and children");
    }
  }
}

}  // namespace

Inventory read_inventory_yaml(const YamlDocument& document, Problems& problems) {
  Reader reader(document, problems);
  for (const YamlEntry& entry : document.root.entries) reader.read_group(entry);
  return reader.take();
}

}  // namespace vent
