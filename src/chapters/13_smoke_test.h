#pragma once

#include "chapters/chapter.h"

namespace vent {

// Whether it all works together.
std::vector<Resource> smoke_test_resources(const Design& design, const Host& host);

}  // namespace vent
