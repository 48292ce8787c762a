#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cluster/fields.h"
#include "formats/json.h"

namespace vent {

// The fields of the cluster file, for a person at a terminal and for programs.

std::string explain_all();  // a line for each field
std::string explain_field(const Field& field);

// The field of that path, or an error that names those that were probably meant: also by the last word of the path.
Result<const Field*> field_to_explain(std::string_view path);

Json field_json(const Field& field);

// The field with those around it, as it stands in a cluster file:
//   hosts:
//     - ssh:
//         port: 2222
std::string example_of(const Field& field);

}  // namespace vent
