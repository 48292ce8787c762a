#pragma once

#include <vector>

#include "chapters/chapter.h"

namespace vent {

// The Hard Way, in order. This list is the table of contents of everything vent does to a host.
const std::vector<Chapter>& all_chapters();

}  // namespace vent
