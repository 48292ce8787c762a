#pragma once

#include <span>

#include "metal/api/router.h"

namespace vent::metal {

// Everything that the API answers. The same below "/" and below "/metal/v1".
std::span<const Route> routes();

}  // namespace vent::metal
