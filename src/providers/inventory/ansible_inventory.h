#pragma once

#include <map>
#include <string>
#include <vector>

#include "formats/json.h"

namespace vent {

// What Ansible is told about hosts: who is in which group, and the variables of each.
struct AnsibleGroup {
  std::vector<std::string> hosts;     // also twice, when two machines have one name
  std::vector<std::string> children;  // groups, each once

  bool operator==(const AnsibleGroup&) const = default;
};

struct AnsibleInventory {
  std::map<std::string, AnsibleGroup> groups;
  std::map<std::string, std::map<std::string, Json>> hosts;  // variables by host

  void add_host(const std::string& group, const std::string& host);
  void add_child(const std::string& group, const std::string& child);

  bool operator==(const AnsibleInventory&) const = default;
};

// The document that `--list` prints. A group without children is a plain list of hosts; all keys are in order.
Json inventory_json(const AnsibleInventory& inventory);
// And back, as far as it goes: a cache that somebody else wrote may hold more.
Result<AnsibleInventory> read_inventory_json(const Json& document);
// The variables of one host, as `--host` prints them.
Json variables_json(const std::map<std::string, Json>& variables);

// Both together. Where both know a variable of a host, it is the first who is believed.
AnsibleInventory merged(AnsibleInventory first, const AnsibleInventory& second);

}  // namespace vent
