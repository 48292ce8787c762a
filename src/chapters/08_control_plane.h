#pragma once

#include "chapters/chapter.h"

namespace vent {

// The API server, the controller manager and the scheduler on a controller.
std::vector<Resource> control_plane_resources(const Design& design, const Host& host);

}  // namespace vent
