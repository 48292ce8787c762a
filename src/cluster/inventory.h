#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/problems.h"

namespace vent {

// An inventory of Ansible, as its INI or its YAML form says it, not yet understood.

struct InventoryVariable {
  std::string name;
  std::optional<std::string> value;  // nothing: a list or a mapping
  Place place;                       // of the value
};

struct InventoryHost {
  std::string name;
  Place place;
  std::vector<InventoryVariable> variables;
};

struct InventoryName {
  std::string name;
  Place place;
};

struct InventoryGroup {
  std::string name;
  Place place;
  bool is_defined = false;  // more than named as somebody's child
  std::vector<std::string> hosts;
  std::vector<InventoryName> children;
  std::vector<InventoryVariable> variables;
};

class Inventory {
 public:
  explicit Inventory(std::string file) : file_(std::move(file)) {}
  Inventory(Inventory&&) = default;
  Inventory& operator=(Inventory&&) = delete;

  const std::string& file() const { return file_; }
  const std::deque<InventoryHost>& hosts() const { return hosts_; }     // in the order in which they are first named
  const std::deque<InventoryGroup>& groups() const { return groups_; }  // likewise
  const InventoryGroup* find_group(std::string_view name) const;

  // Made when there is none yet. References stay good.
  InventoryGroup& group(const std::string& name, const Place& place);
  // Adds all hosts of a pattern to a group, each with the variables. A pattern ends with `:PORT` where the host has one.
  void add_hosts(const std::string& pattern, const Place& place, InventoryGroup& group,
                 const std::vector<InventoryVariable>& variables, Problems& problems);

 private:
  InventoryHost& host(const std::string& name, const Place& place);

  std::string file_;
  std::deque<InventoryHost> hosts_;
  std::deque<InventoryGroup> groups_;
  std::map<std::string, InventoryHost*, std::less<>> hosts_by_name_;
  std::map<std::string, InventoryGroup*, std::less<>> groups_by_name_;
};

}  // namespace vent
