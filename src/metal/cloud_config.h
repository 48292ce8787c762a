#pragma once

#include <string_view>

#include "metal/user_data.h"

namespace vent::metal {

// Reads a `#cloud-config` document into the user data. Keys mean what they mean to cloud-init; what we do not do is a
// warning. A document that is no good YAML changes nothing but the warnings.
//
// Where we differ from cloud-init: the default user is root, and root may log in unless `disable_root` is set, as on the
// rented machines; of a key given twice, the first counts; anchors and tags make a document malformed.
void read_cloud_config(std::string_view text, UserData& user_data);

}  // namespace vent::metal
