#pragma once

#include <string>
#include <string_view>

namespace vent {

// The formats in which a cluster can be described.
enum class InputKind {
  cluster_file,
  machines,        // the machine database of Kubernetes the Hard Way
  inventory_ini,   // Ansible
  inventory_yaml,  // Ansible
};

// Which one a file is. The name's ending decides as far as it can, then the content.
InputKind input_kind(const std::string& file_name, std::string_view text);

}  // namespace vent
