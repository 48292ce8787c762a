#pragma once

#include <vector>

#include "metal/cloud_config_values.h"
#include "metal/user_data.h"

namespace vent::metal {

// The value of `users`. An account that could not be made as asked for is left out whole, with a warning: half an
// account could be one without a needed restriction.
std::vector<UserAccount> read_accounts(CloudConfigValues& values, const YamlNode& users);

}  // namespace vent::metal
