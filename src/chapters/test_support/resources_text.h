#pragma once

#include <span>
#include <string>

#include "resources/resource.h"

namespace vent {

// Resources as a person would want to review them: id, why, what is wanted, and the text of files.
std::string resources_text(std::span<const Resource> resources);

}  // namespace vent
