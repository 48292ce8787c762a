#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/value_form.h"

namespace vent {

// Every field of the cluster file. The one source of truth about them: the reader asks for what stands in this table,
// and `vent explain`, the reference page, the JSON schema and what `vent init` writes are made from it.

enum class Presence { required, optional };

struct Field {
  std::string_view path;  // from the top, through lists: "hosts.ssh.port"
  Form form;
  Presence presence;
  std::string_view fallback;     // what holds when it is absent, as it would be written
  std::string_view absent;       // what is so when it is absent, in words, where that says more than the fallback
  std::string_view example;      // of a value, as it would be written
  std::string_view description;  // its first sentence can stand alone
};

std::span<const Field> cluster_fields();
const Field* find_field(std::string_view path);                 // null pointer when there is none
std::vector<const Field*> fields_below(std::string_view path);  // only the next level; "" is the top
std::string_view key_of(const Field& field);                    // "port"
std::string_view parent_of(const Field& field);                 // "hosts.ssh"; empty at the top
bool has_fields(Form form);                                     // a mapping, or a list of them
std::string first_sentence(const Field& field);

}  // namespace vent
