#pragma once

#include <string>
#include <vector>

#include "graph/stages.h"

namespace vent {

// The part of the work that was asked for: --host, --chapter, --from. A stage is chosen when all that were given take
// it. A chapter may be named whole, by its number or by its name: 03_machines, 03, 3, machines.
struct Selection {
  std::vector<std::string> hosts = {};     // empty: all
  std::vector<std::string> chapters = {};  // empty: all
  std::string from = {};                   // this chapter and those behind it; empty: from the first

  bool operator==(const Selection&) const = default;
};

// The graph without what is not chosen, which counts as having ended well: whoever asks for a part says that the rest
// is as it should be. Unknown names are refused, all at once, and so is a choice of nothing.
Result<StageGraph> choose(const StageGraph& graph, const Selection& selection);

}  // namespace vent
