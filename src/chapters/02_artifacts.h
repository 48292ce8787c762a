#pragma once

#include "chapters/chapter.h"

namespace vent {

// The programs and the images of containers, to where they are needed.
std::vector<Resource> artifact_resources(const Design& design, const Host& host);

}  // namespace vent
