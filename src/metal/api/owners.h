#pragma once

#include "formats/json.h"
#include "metal/store.h"

namespace vent::metal {

// The one user and the one organization that there are.
Json user_json();
Result<Json> organization_json(const Store& store);

}  // namespace vent::metal
