#pragma once

#include <vector>

#include "graph/stages.h"

namespace vent {

// Whether chapters and hosts make sense together, before stages are made of them. Everything it refuses is a mistake
// in vent's own list of chapters, so a test of that list is where it should be seen.
Result<> check_order(const std::vector<ChapterOrder>& chapters, const std::vector<StageHost>& hosts);

}  // namespace vent
