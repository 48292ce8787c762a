#pragma once

#include "formats/json.h"

namespace vent {

// A JSON schema of the cluster file, for editors. What it refuses is wrong; what it takes may still be, since it can't
// compare one host with another.
Json cluster_schema();

}  // namespace vent
