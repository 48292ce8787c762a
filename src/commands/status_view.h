#pragma once

#include <string>
#include <vector>

#include "formats/json.h"
#include "status/troubles.h"

namespace vent {

// What `vent status` shows. Pure: what time it is, comes in.
std::string status_text(const ClusterStatus& status, const std::vector<Trouble>& troubles, WallTime now);
// {"schemaVersion": 1, "cluster": …, "well": …, "troubles": […], "hosts": […], "etcd": […], "nodes": […],
//  "certificates": […]}
Json status_json(const ClusterStatus& status, const std::vector<Trouble>& troubles, WallTime now);

}  // namespace vent
